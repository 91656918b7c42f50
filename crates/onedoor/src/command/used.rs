//! What a command used of the machine; nothing where the machine does not tell.

/// The most memory the program held at once, in MB.
pub fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb / 1024)
}

/// Seconds of processor time that the program took, its own and the system's for it.
pub fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, which may hold anything, ends with the last bracket.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut ticks = after_name.split_whitespace().skip(11).map_while(|figure| figure.parse::<f64>().ok());
    // A tick is a hundredth of a second in what Linux tells, whatever it reckons with itself.
    Some((ticks.next()? + ticks.next()?) / 100.0)
}
