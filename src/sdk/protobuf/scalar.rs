//! Scalars of protobuf as protojson writes them.

use serde_json::{Number, Value};

use super::wire::{Field, Malformed, Part, Wire, fields};

/// Whole numbers up to this are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A field whose wire type is another one.
pub(super) fn wrong_type(field: Field<'_>) -> Malformed {
    Malformed::new(field.at, "the wire type is not that of the field")
}

/// The bytes of a field.
pub(super) fn bytes(field: Field<'_>) -> Result<Part<'_>, Malformed> {
    match field.value {
        Wire::Bytes(part) => Ok(part),
        _ => Err(wrong_type(field)),
    }
}

/// The whole number of a field.
pub(super) fn whole(field: Field<'_>) -> Result<u64, Malformed> {
    match field.value {
        Wire::Varint(number) => Ok(number),
        _ => Err(wrong_type(field)),
    }
}

/// A text.
pub(super) fn text(part: Part<'_>) -> Result<String, Malformed> {
    let text = std::str::from_utf8(part.bytes);
    text.map(str::to_owned).map_err(|e| Malformed::new(part.at + e.valid_up_to(), "a text is not UTF-8"))
}

/// A number of a small message, 0 if it does not have it.
pub(super) fn number(part: Part<'_>, wanted: u32) -> Result<u64, Malformed> {
    let mut found = 0;
    for field in fields(part) {
        let field = field?;
        if field.number == wanted {
            found = whole(field)?;
        }
    }
    Ok(found)
}

/// A whole number; those of 32 bits are cut to them, as every reader does.
pub(super) fn integer(number: u64, min: i64) -> Value {
    match min {
        0 => Value::from(number),
        min if min == i64::from(i32::MIN) => Value::from(number as i32),
        _ => Value::from(number as i64),
    }
}

/// A number of a Struct: whole ones become whole again.
pub(super) fn double(field: Field<'_>) -> Result<Value, Malformed> {
    let Wire::Fixed64(bits) = field.value else { return Err(wrong_type(field)) };
    let number = f64::from_bits(bits);
    if number.fract() == 0.0 && number.abs() < EXACT {
        return Ok(Value::from(number as i64));
    }
    Ok(Number::from_f64(number).map_or_else(|| Value::from(number.to_string()), Value::Number))
}

/// Seconds as protojson writes them.
pub(super) fn duration(seconds: i64, nanos: i64) -> String {
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    format!("{sign}{}{}s", seconds.unsigned_abs(), fraction(nanos))
}

fn fraction(nanos: i64) -> String {
    match nanos.unsigned_abs() % 1_000_000_000 {
        0 => String::new(),
        n => format!(".{n:09}").trim_end_matches('0').to_owned(),
    }
}

/// A time as RFC 3339 has it.
pub(super) fn timestamp(seconds: i64, nanos: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // the proleptic calendar, in eras of 400 years that begin in March
    let shifted = days.saturating_add(719_468);
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + era * 400 + later;
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}Z", fraction(nanos))
}

#[cfg(test)]
mod tests {
    use super::{duration, timestamp};

    #[test]
    fn times_and_durations() {
        assert_eq!(timestamp(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(timestamp(951_782_400, 500_000_000), "2000-02-29T00:00:00.5Z");
        assert_eq!(timestamp(-1, 0), "1969-12-31T23:59:59Z");
        assert_eq!(duration(90, 0), "90s");
        assert_eq!(duration(-1, -500_000_000), "-1.5s");
        timestamp(i64::MAX, 0);
        timestamp(i64::MIN, i64::MIN);
    }
}
