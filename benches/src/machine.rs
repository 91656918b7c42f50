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

/// Processor seconds, user and system, that programs which this one started and waited for have had so far.
///
/// # Errors
/// When the machine does not tell.
pub fn seconds_of_children() -> crate::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold anything; the two figures are the 16th and 17th of the line, in hundredths of a second.
    let after = text.rsplit_once(") ").map_or("", |(_, after)| after);
    let figures: Vec<u64> = after.split(' ').skip(13).take(2).filter_map(|figure| figure.parse().ok()).collect();
    if figures.len() == 2 { Ok(figures.iter().sum::<u64>() as f64 / 100.0) } else { Err("the machine does not tell processor time".into()) }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_a_program_used_is_known_once_it_ended() {
        let before = seconds_of_children().unwrap();
        Command::new("sh").args(["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"]).status().unwrap();
        assert!(seconds_of_children().unwrap() > before);
    }
}
