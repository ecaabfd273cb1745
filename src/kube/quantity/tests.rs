//! Quantities, case by case.

use super::*;

fn printed(text: &str) -> String {
    Quantity::parse(text).map_or_else(|error| format!("error: {error}"), |q| format!("\"{}\"", q.text()))
}

/// What `resource.ParseQuantity` of k8s.io/apimachinery 0.28 and 0.36 answered.
#[test]
fn as_go_prints_them() {
    let rows = include_str!("../../../testdata/cases/quantity.tsv").lines().skip(1);
    let mut count = 0;
    for (written, want) in rows.map(|row| row.split_once('\t').unwrap()) {
        assert_eq!(printed(written.trim_matches('"')), want, "{written}");
        count += 1;
    }
    assert!(count > 300, "{count}");
}

/// Printing and reading again gives the same value.
#[test]
fn printing_is_stable() {
    for row in include_str!("../../../testdata/cases/quantity.tsv").lines().skip(1) {
        let Some((written, printed)) = row.split_once('\t') else { continue };
        let Ok(first) = Quantity::parse(written.trim_matches('"')) else { continue };
        let second = Quantity::parse(printed.trim_matches('"')).unwrap();
        // Go drops the suffix where a value would need one beyond `E`.
        if !written.ends_with("E\"") {
            assert_eq!(first.compare(&second), Ordering::Equal, "{row}");
        }
        assert_eq!(first.is_zero(), second.text() == "0", "{row}");
    }
}

#[test]
fn blanks_count_only_outside_json() {
    assert_eq!(Quantity::parse(" 1").unwrap_err(), FORMAT_ERROR);
    assert_eq!(Quantity::parse_json(" 1024Mi ").unwrap().text(), "1Gi");
    assert_eq!(Quantity::parse_json("1\n").unwrap_err(), FORMAT_ERROR);
}

#[test]
fn ordered_by_value() {
    let long = "1".repeat(3000);
    let rising = [
        "-9Ei", "-1Gi", "-1", "-500m", "0", "1n", "0.5", "501m", "1", "1001m", "1Ki", "1e4", "1Gi", "1E", "9Ei",
        "1e300", &long,
    ];
    for (i, a) in rising.iter().enumerate() {
        for (j, b) in rising.iter().enumerate() {
            let (left, right) = (Quantity::parse(a).unwrap(), Quantity::parse(b).unwrap());
            assert_eq!(left.compare(&right), i.cmp(&j), "{a} {b}");
        }
    }
    for (a, b) in [("1Gi", "1024Mi"), ("1", "1000m"), ("1e3", "1k"), ("-0", "0"), (".5", "500m")] {
        assert_eq!(Quantity::parse(a).unwrap().compare(&Quantity::parse(b).unwrap()), Ordering::Equal, "{a} {b}");
    }
}

#[test]
fn whole_numbers() {
    assert_eq!(Quantity::from_int(0).text(), "0");
    assert_eq!(Quantity::from_int(1000).text(), "1k");
    assert_eq!(Quantity::from_int(-1500).text(), "-1500");
    assert_eq!(Quantity::from_int(i64::MIN).text(), "-9223372036854775808");
}

#[test]
fn sums() {
    for (a, b, sum) in [
        ("1Gi", "512Mi", "1536Mi"),
        ("512Mi", "512Mi", "1Gi"),
        ("500m", "1", "1500m"),
        ("0.5", "500m", "1"),
        ("0", "1Gi", "1Gi"),
        ("1Gi", "0", "1Gi"),
        ("0", "0", "0"),
        ("1Gi", "1G", "2073741824"),
        ("1G", "1Gi", "2073741824"),
        ("1Ki", "0.5", "1024500m"),
        ("500", "500", "1k"),
        ("1e3", "1k", "2e3"),
        ("1n", "1", "1000000001n"),
        ("2", "-2", "0"),
    ] {
        let (a, b) = (Quantity::parse(a).unwrap(), Quantity::parse(b).unwrap());
        assert_eq!(a.plus(&b).unwrap().text(), sum, "{} + {}", a.text(), b.text());
    }
    let long = Quantity::parse(&"1".repeat(300)).unwrap();
    assert!(long.plus(&Quantity::from_int(1)).is_none());
}
