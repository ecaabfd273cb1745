//! Which plain scalars Go's YAML readers take for points in time.

/// Whether Go's yaml.v3 makes a time of it: `2024-1-2`, `2024-01-02 3:04:05.6`, `2024-01-02T03:04:05Z`.
pub(super) fn is_date(text: &str) -> bool {
    parse(text).is_some()
}

fn parse(text: &str) -> Option<()> {
    let (year, rest) = text.split_at_checked(4)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: u32 = year.parse().ok()?;
    let (month, rest) = number(rest.strip_prefix('-')?)?;
    let (day, rest) = number(rest.strip_prefix('-')?)?;
    if !(1..=12).contains(&month) || day == 0 || day > days(year, month) {
        return None;
    }
    if rest.is_empty() {
        return Some(());
    }
    if rest.starts_with(' ') {
        return clock(rest.trim_start_matches(' '))?.is_empty().then_some(());
    }
    zone(clock(rest.strip_prefix(['T', 't'])?)?)
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `15:4:5` with an optional fraction; gives what follows.
fn clock(text: &str) -> Option<&str> {
    let (hour, rest) = number(text)?;
    let (minute, rest) = number(rest.strip_prefix(':')?)?;
    let (second, rest) = number(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let Some(fraction) = rest.strip_prefix(['.', ',']) else { return Some(rest) };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { Some(rest) } else { fraction.get(digits..) }
}

/// `Z` or `+07:00`.
fn zone(text: &str) -> Option<()> {
    if text == "Z" {
        return Some(());
    }
    let two = |digits: &str, limit: u32| {
        let all = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        all.then(|| digits.parse().ok()).flatten().filter(|n: &u32| *n <= limit)
    };
    let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    two(hours, 24)?;
    two(minutes, 60)?;
    Some(())
}
