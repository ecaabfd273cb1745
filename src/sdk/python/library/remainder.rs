//! Whole quotients and remainders of floats, as Python gives them.

/// Quotient and remainder; the remainder has the divisor's sign. The divisor is not zero.
pub(in crate::sdk::python) fn of_floats(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    } else if (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(a / b), remainder);
    }
    let whole = quotient.floor();
    (if quotient - whole > 0.5 { whole + 1.0 } else { whole }, remainder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_python_does() {
        let cases = [
            (7.5, 2.0, 3.0, 1.5),
            (-7.5, 2.0, -4.0, 0.5),
            (7.5, -2.0, -4.0, -0.5),
            (1e22, 3.0, 3.333_333_333_333_333_5e21, 1.0),
        ];
        for (a, b, quotient, remainder) in cases {
            assert_eq!(of_floats(a, b), (quotient, remainder), "{a} {b}");
        }
    }
}
