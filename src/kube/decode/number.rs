//! Numbers as Go writes them into JSON.

/// The shortest decimal text that reads back as `number`; with an exponent below 1e-6 and from
/// 1e21 on.
pub(super) fn float_text(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

/// Whether a double holds this number exactly.
pub(super) fn fits_double(number: i64) -> bool {
    number.unsigned_abs() <= 1 << 53
}
