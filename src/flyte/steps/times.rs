//! Times of inputs: RFC 3339 in any zone to UTC.

/// RFC 3339 in UTC, with no trailing zeros in the fraction. What is no time stays.
pub fn datetime_text(text: &str) -> String {
    utc(text).unwrap_or_else(|| text.to_owned())
}

/// Seconds since 1970, and the fraction as written (`.5`) without trailing zeros.
fn read(text: &str) -> Option<(i64, &str)> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let rest = text.get(19..)?;
    let zone_at = rest.find(['Z', 'z', '+', '-'])?;
    let (fraction, zone) = rest.split_at(zone_at);
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    let offset = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign, digits) => {
            let (hours, minutes) = digits.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -minutes } else { minutes }
        }
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
    Some((seconds, fraction))
}

fn utc(text: &str) -> Option<String> {
    let (seconds, fraction) = read(text)?;
    let (year, month, day) = date(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Seconds and nanoseconds since 1970.
pub fn unix_time(text: &str) -> Option<(i64, u32)> {
    let (seconds, fraction) = read(text)?;
    let digits = format!("{:0<9}", fraction.trim_start_matches('.'));
    Some((seconds, digits.get(..9)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(datetime_text("2024-01-02T03:04:05.120Z"), "2024-01-02T03:04:05.12Z");
        assert_eq!(datetime_text("2024-01-02T03:04:05+02:00"), "2024-01-02T01:04:05Z");
        assert_eq!(datetime_text("1999-12-31T23:59:59.5-00:01"), "2000-01-01T00:00:59.5Z");
        assert_eq!(datetime_text("2024-02-29T23:00:00-02:00"), "2024-03-01T01:00:00Z");
    }
}
