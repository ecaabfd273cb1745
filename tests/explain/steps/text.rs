//! What a reader of the steps sees.

use podtpl::explain::lookup::{Found, Lookup, NamedBy};
use podtpl::output::snippet::Look;
use unicode_width::UnicodeWidthStr;

use super::{case, json_of, quickstart, shown, text_of, traced};
use crate::cases::{self, Case};

fn snapshot(name: &str, text: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn steps_of_the_quickstart() {
    snapshot("steps-80", text_of(&quickstart(), "1.16.8", 80));
    snapshot("steps-140", text_of(&quickstart(), "1.16.8", 140));
}

#[test]
fn steps_of_cases() {
    for (name, id, version) in [
        ("steps-overrides", "resources/overrides", "1.16.8"),
        ("steps-accelerator", "accelerator/v2-class-template", "2.0.43"),
        ("steps-co-pilot", "copilot/both", "1.16.8"),
        ("steps-documented", "docs/example-1", "docs"),
        ("steps-refused", "lookup/named-missing", "1.16.8"),
    ] {
        snapshot(name, text_of(&case(id), version, 100));
    }
}

#[test]
fn lines_fit_the_width() {
    for case in cases::all().iter().step_by(37).chain([&quickstart()]) {
        for (version, width) in [("1.16.8", 80), ("2.0.43", 140), ("docs", 60)] {
            if cases::load(case, cases::version(version)).is_err() {
                continue;
            }
            let text = text_of(case, version, width);
            for line in text.lines() {
                assert!(line.width() <= width, "{} {version} {width}: {line}", case.id);
                assert_eq!(line.trim_end(), line, "{} {version}", case.id);
            }
            assert!(!text.contains("\n\n\n"), "{}\n{text}", case.id);
        }
    }
}

fn with_secrets() -> Case {
    let mut case = quickstart();
    case.task = case.task.replace("LOG_LEVEL: info", "API_TOKEN: hunter2");
    case.config = case.config.replace("- DB_HOST: features-db.data.svc", "- DB_PASSWORD: hunter2");
    case.templates = case.templates.replace(
        "      - name: primary\n",
        "      - name: dropped\n        env: [{name: A_KEY, value: hunter2}]\n      - name: primary\n",
    );
    case
}

#[test]
fn secrets_are_masked() {
    for version in ["1.16.8", "2.0.43"] {
        let text = text_of(&with_secrets(), version, 140);
        assert!(text.contains("env[API_TOKEN]: ***") && text.contains("env[DB_PASSWORD]: ***"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        let json = json_of(&with_secrets(), version, false);
        assert!(json.contains("***") && !json.contains("hunter2"), "{json}");
        assert!(json_of(&with_secrets(), version, true).matches("hunter2").count() >= 3);
    }
    // a container that was dropped as a whole
    let text = text_of(&with_secrets(), "1.16.8", 140);
    assert!(text.contains("dropped     spec.containers: {env: [{name: A_KEY, value: ***}]"), "{text}");
}

#[test]
fn many_variables_are_counted() {
    let mut case = quickstart();
    let many: String = (0..2000).map(|i| format!("  V{i}: \"{i}\"\n")).collect();
    case.task = case.task.replace("  LOG_LEVEL: info\n", &many);
    let text = text_of(&case, "1.16.8", 100);
    assert!(text.contains("and 1967 more: `-o json` has them all"), "{text}");
    assert!(text.lines().count() < 250, "{text}");
}

#[test]
fn ascii_terminals_get_ascii() {
    let look = Look { color: false, unicode: false, width: Some(80) };
    let text = shown(&case("resources/overrides"), "1.16.8", look);
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn colours_are_only_colours() {
    let plain = Look { color: false, unicode: true, width: Some(100) };
    let coloured = shown(&quickstart(), "1.16.8", Look { color: true, ..plain });
    let mut text = coloured.clone();
    while let Some((head, tail)) = text.split_once('\u{1b}') {
        text = format!("{head}{}", tail.split_once('m').unwrap().1);
    }
    assert_ne!(text, coloured);
    assert_eq!(text, shown(&quickstart(), "1.16.8", plain));
}

fn lookup(case: &Case, version: &str) -> Lookup {
    traced(case, version, |_, inputs, trace, _| Lookup::of(inputs, trace).unwrap())
}

#[test]
fn where_templates_are_looked_for() {
    let tried = |case: &Case, version: &str| -> Vec<(String, Found)> {
        let lookup = lookup(case, version);
        lookup.tries.iter().map(|t| (t.namespace.as_str().unwrap().to_owned(), t.found)).collect()
    };
    let own = ("ranking-development".to_owned(), Found::Used);
    let base = quickstart();
    assert_eq!(tried(&base, "1.16.8"), [own.clone(), ("flyte".to_owned(), Found::NotAskedButThere)]);
    // only one namespace has it
    let mut one = base.clone();
    one.templates = one.templates.replace("namespace: flyte\n", "namespace: other\n");
    assert_eq!(tried(&one, "1.16.8"), [own, ("flyte".to_owned(), Found::NotAsked)]);
    let elsewhere = lookup(&one, "1.16.8").elsewhere;
    assert_eq!(elsewhere.iter().map(|o| o.namespace.as_str().unwrap()).collect::<Vec<_>>(), ["other"]);
    // one namespace is both
    let mut both = base.clone();
    both.template_namespace = "ranking-development".to_owned();
    assert_eq!(tried(&both, "1.16.8").len(), 1);
}

#[test]
fn names_of_templates() {
    let base = quickstart();
    let default = lookup(&base, "1.16.8");
    assert!(default.named_by == NamedBy::Default && default.found() && default.excluded.is_none() && default.watched);
    // a name that is nearly right, of a default: no error, nothing used
    let mut near = base.clone();
    near.config = near.config.replace("template-name: platform", "template-name: plattform");
    let missing = lookup(&near, "1.16.8");
    assert!(!missing.found() && missing.tries.iter().all(|t| t.found == Found::Missing));
    let nearest = missing.near.unwrap();
    assert_eq!((nearest.name.as_str(), nearest.namespace.as_str()), (Some("platform"), Some("flyte")));
    assert!(text_of(&near, "1.16.8", 100).contains("a default one that is missing is no error"));
    // the task's name excludes the default's
    let mut named = base.clone();
    named.task.push_str("pod_template_name: platform\n");
    let own = lookup(&named, "1.16.8");
    assert!(own.named_by == NamedBy::Task && own.found());
    assert_eq!(own.excluded.unwrap().as_str(), Some("platform"));
    // nobody names one
    let mut nobody = base;
    nobody.config = nobody.config.replace("    default-pod-template-name: platform\n", "");
    let none = lookup(&nobody, "1.16.8");
    assert!(none.named_by == NamedBy::Nobody && none.tries.is_empty() && none.near.is_none());
}

#[test]
fn a_flyte_that_watches_no_templates_says_so() {
    let text = |version: &str| text_of(&quickstart(), version, 140);
    assert!(text("2.0.28").contains("A live Flyte 2.0.28 does not watch PodTemplates"));
    assert!(!text("2.0.29").contains("does not watch"));
    assert!(!lookup(&quickstart(), "2.0.9").watched);
}
