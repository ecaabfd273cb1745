//! Every conformance case against Flyte's own result.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::cases::{self, Case};

/// Runs every case of a file for one version; gives what differs.
fn failures(cases: &[Case], version: &str) -> (usize, Vec<String>) {
    let flyte = cases::version(version);
    let mut failures = Vec::new();
    let mut count = 0;
    for case in cases {
        let Some(want) = case.want.get(version) else { continue };
        count += 1;
        let mut lines = match (cases::run(case, flyte), want.get("error").and_then(|e| e.as_str())) {
            (Ok(pod), None) => cases::differences(&want["pod"], &pod),
            (Err(message), Some(error)) => {
                let (got, wanted) = (cases::comparable(&message), cases::comparable(error));
                if got == wanted { Vec::new() } else { vec![format!("says {got:?}"), format!("instead of {wanted:?}")] }
            }
            (Ok(_), Some(error)) => vec![format!("renders a Pod, but Flyte says {error:?}")],
            (Err(message), None) => vec![format!("refuses with {message:?}, but Flyte makes a Pod")],
        };
        lines.truncate(12);
        if !lines.is_empty() {
            failures.push(format!("{} ({version})\n    {}", case.id, lines.join("\n    ")));
        }
    }
    (count, failures)
}

fn check(version: &str) {
    let mut report = String::new();
    let (mut count, mut failed) = (0, 0);
    let mut by_file = BTreeMap::new();
    for file in cases::files() {
        let cases = cases::of_file(&file);
        let (n, failures) = failures(&cases, version);
        count += n;
        failed += failures.len();
        by_file.insert(file, (n, failures.len()));
        for failure in failures.iter().take(6) {
            let _ = writeln!(report, "{failure}");
        }
    }
    println!("{version}: {} of {count} cases equal", count - failed);
    assert!(failed == 0, "{failed} of {count} cases differ\n{by_file:?}\n{report}");
    assert!(count > 900, "only {count} cases");
}

#[test]
fn flyte_1_13_3() {
    check("1.13.3");
}

#[test]
fn flyte_1_14_1() {
    check("1.14.1");
}

#[test]
fn flyte_1_15_3() {
    check("1.15.3");
}

#[test]
fn flyte_1_16_0() {
    check("1.16.0");
}

#[test]
fn flyte_1_16_8() {
    check("1.16.8");
}

#[test]
fn flyte_2_0_9() {
    check("2.0.9");
}

#[test]
fn flyte_2_0_43() {
    check("2.0.43");
}

/// More cases of the same form: `PODTPL_CASES` names a folder with `*.jsonl` files.
#[test]
#[ignore = "on demand: PODTPL_CASES=FOLDER cargo test -- --ignored cases_of_a_folder"]
fn cases_of_a_folder() {
    let folder = std::env::var("PODTPL_CASES").expect("PODTPL_CASES names a folder");
    let mut report = String::new();
    let (mut count, mut failed) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        let cases = cases::of_text(&cases::read(&path));
        for version in ["1.13.3", "1.14.1", "1.15.3", "1.16.0", "1.16.8", "2.0.9", "2.0.43"] {
            let (n, failures) = failures(&cases, version);
            if n > 0 {
                println!("{} {version}: {} of {n} equal", path.display(), n - failures.len());
            }
            count += n;
            failed += failures.len();
            failures.iter().take(12).for_each(|f| report.push_str(&format!("{f}\n")));
        }
    }
    assert!(failed == 0, "{failed} of {count} cases differ\n{report}");
    assert!(count > 0);
}
