//! How long something may take, as a rule says it: `24h`, `48wh`, `2wd`.

/// A limit of time. What moment it ends at is [`crate::working_time`]'s to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeLimit {
    /// Hours of the clock, day and night.
    Hours(u16),
    /// Hours of working time only.
    WorkingHours(u16),
    /// Working days: up to the end of the last of them.
    WorkingDays(u16),
}

impl TimeLimit {
    /// Reads `24h`, `48wh` or `2wd`; zero is no limit anybody means, so it is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let number = number.parse().ok().filter(|n| *n > 0)?;
        match unit {
            "h" => Some(Self::Hours(number)),
            "wh" => Some(Self::WorkingHours(number)),
            "wd" => Some(Self::WorkingDays(number)),
            _ => None,
        }
    }
}

impl std::fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(n) => write!(f, "{n}h"),
            Self::WorkingHours(n) => write!(f, "{n}wh"),
            Self::WorkingDays(n) => write!(f, "{n}wd"),
        }
    }
}

impl serde::Serialize for TimeLimit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::TimeLimit;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for text in ["24h", "48wh", "2wd"] {
            assert_eq!(TimeLimit::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "h", "0wd", "2 wd", "2d", "-1h", "70000h", "2wdx"] {
            assert_eq!(TimeLimit::parse(text), None, "{text}");
        }
    }
}
