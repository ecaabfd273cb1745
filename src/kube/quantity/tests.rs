use super::*;

#[test]
fn texts_become_what_go_prints() {
    let table = include_str!("../../../testdata/cases/quantity.tsv");
    let mut count = 0;
    for line in table.lines() {
        let mut columns = line.split('\t');
        let (Some(given), Some(sign), Some(wanted)) = (columns.next(), columns.next(), columns.next()) else {
            panic!("{line}")
        };
        let given: String = serde_json::from_str(given).unwrap();
        count += 1;
        let got = Quantity::parse(&given);
        if sign == "E" {
            assert_eq!(got.map(|q| q.text().to_owned()), Err(wanted), "{given:?}");
            continue;
        }
        let got = got.unwrap_or_else(|e| panic!("{given:?}: {e}"));
        let wanted: String = serde_json::from_str(wanted).unwrap();
        assert_eq!(got.text(), wanted, "{given:?}");
        let one = Quantity::parse("1").unwrap();
        let compared = format!("{}{:+}", u8::from(got.is_zero()), got.compare(&one) as i8);
        assert_eq!(compared, sign, "{given:?}");
    }
    assert!(count > 300);
}
