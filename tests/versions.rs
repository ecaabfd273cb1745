//! What differs between versions: the table of behaviours explains every difference, and every row
//! of it shows.

use std::collections::BTreeMap;

use podtpl::flyte::version::{Behaviour, FlyteVersion, KNOWN};
use serde_json::Value;

use crate::cases::{self, Case};

/// Neighbours among the versions that were run.
fn pairs() -> Vec<(FlyteVersion, FlyteVersion)> {
    KNOWN.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The versions on the way from one to another, one behaviour at a time.
fn way(from: FlyteVersion, to: FlyteVersion) -> Vec<(Behaviour, FlyteVersion)> {
    let mut here = from;
    from.differences(to)
        .map(|behaviour| {
            here = here.with(behaviour, to);
            (behaviour, here)
        })
        .collect()
}

/// The result of a case, errors in Flyte's words.
fn result(case: &Case, version: FlyteVersion) -> Result<Value, String> {
    cases::run(case, version)
}

#[test]
fn behaviours_lead_from_each_version_to_the_next() {
    let cases = cases::all();
    for (from, to) in pairs() {
        let last = way(from, to).last().map(|(_, version)| *version).unwrap();
        for case in &cases {
            let (reached, wanted) = (result(case, last), result(case, to));
            assert_eq!(reached, wanted, "{}: {from} with all behaviours of {to}", case.id);
        }
    }
}

/// The first case that shows a behaviour between two versions: without it, one of them makes
/// something else.
fn shown(cases: &[Case], from: FlyteVersion, to: FlyteVersion, behaviour: Behaviour) -> Option<&Case> {
    let (with, without) = (from.with(behaviour, to), to.with(behaviour, from));
    cases.iter().find(|case| result(case, from) != result(case, with) || result(case, to) != result(case, without))
}

/// Cases for behaviours that no conformance case shows.
fn own_cases() -> Vec<Case> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/versions/cases.jsonl");
    cases::of_text(&cases::read(&path))
}

#[test]
fn every_behaviour_shows_in_a_case() {
    let mut cases = own_cases();
    cases.extend(cases::all());
    let mut missing: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (from, to) in pairs() {
        for behaviour in from.differences(to) {
            if shown(&cases, from, to, behaviour).is_none() {
                missing.entry(format!("{from} to {to}")).or_default().push(behaviour.row().name);
            }
        }
    }
    assert!(missing.is_empty(), "no case shows {missing:#?}");
}

/// Releases between those that were run, by what was read of them.
#[test]
fn releases_between() {
    let cases = cases::of_file("task");
    let case = cases.iter().find(|c| c.want.get("2.0.9").is_some_and(|w| w.get("pod").is_some())).unwrap();
    let name = |version: &str| {
        let pod = result(case, cases::version(version)).unwrap();
        pod["metadata"]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name("2.0.9"), format!("{}-0", name("2.0.8")));
    for (version, same) in [("1.16.5", "1.16.4"), ("2.0.11", "2.0.9"), ("2.0.42", "2.0.41")] {
        assert_eq!(result(case, cases::version(version)), result(case, cases::version(same)), "{version}");
    }
    for refused in ["1.12.0", "1.13.4", "2.0.6", "2.0.44", "2.0.0-alpha1", "3.0"] {
        assert!(FlyteVersion::parse(refused).is_err(), "{refused}");
    }
}
