//! The machine that figures were measured on, without a name or a path of it.

/// Processors, their model and the memory, as one sentence; and a warning where the benchmark was built without optimisation.
pub fn facts() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let model = value(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "model not known".into());
    let kilobytes = value(&read("/proc/meminfo"), "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = kilobytes.map_or_else(|| "memory not known".into(), |kilobytes| format!("{} GB of memory", kilobytes.div_ceil(1 << 20)));
    let warning = if cfg!(debug_assertions) { " **Built without optimisation: these figures say nothing.**" } else { "" };
    format!("{cores} processors ({model}), {memory}.{warning}")
}
