//! Bad inputs, and all that podtpl says about each: the snapshots are for reading.
//!
//! Renew them with `INSTA_UPDATE=always cargo test`, then read the difference: a message names the
//! file, line and column, what is wrong there, and what to do.

mod config;
mod execution;
mod files;
mod flags;
mod tasks;
mod templates;
mod yaml;

use crate::common::Podtpl;

/// What a file holds.
pub enum Content {
    Text(&'static str),
    Made(fn() -> Vec<u8>),
    Directory,
}

use Content::{Directory, Made, Text};

/// One bad input.
pub struct Case {
    /// What is bad about it.
    pub about: &'static str,
    /// Files beside those of [`BASE`], or instead of them.
    pub files: &'static [(&'static str, Content)],
    /// The command line behind `podtpl`.
    pub line: &'static str,
    /// A place that the messages must name; empty where there is none.
    pub at: &'static str,
    /// Exit code.
    pub code: i32,
}

/// Files that every case has.
const BASE: &[(&str, &str)] = &[
    ("task.yaml", "name: app.train\ncontainer_image: ghcr.io/app/train:v1\n"),
    ("flyte.yaml", "plugins:\n  k8s:\n    default-labels:\n      - team: ml\n"),
    (
        "templates.yaml",
        "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: base, namespace: flyte}\ntemplate:\n  spec:\n    containers: []\n",
    ),
];

/// Runs the cases and writes down what is seen.
fn transcript(cases: &[Case]) -> String {
    let mut out = String::new();
    for case in cases {
        let mut run = Podtpl::new(case.line);
        for (name, content) in BASE {
            run = run.file(name, content);
        }
        for (name, content) in case.files {
            run = match content {
                Text(text) => run.file(name, text),
                Made(make) => run.file(name, make()),
                Directory => run.directory(name),
            };
        }
        let output = run.run();
        let seen = format!("# {}\n$ podtpl {}\n{}[exit {}]\n\n", case.about, case.line, output.stderr, output.code);
        assert_eq!(output.code, case.code, "{seen}");
        assert!(output.stdout.is_empty() || output.code == 0, "something was printed after an error:\n{seen}");
        assert!(case.at.is_empty() || output.stderr.contains(case.at), "no message stands at {}:\n{seen}", case.at);
        assert!(!output.stderr.contains("panicked"), "{seen}");
        for problem in output.stderr.split("\n\n").filter(|m| m.starts_with("error[")) {
            let says_what_to_do = problem.contains("help: ") || problem.contains("Flyte: ");
            assert!(says_what_to_do, "the message does not say what to do:\n{problem}\n\n{seen}");
        }
        out.push_str(&seen);
    }
    out
}

/// Compares with what was seen before.
fn check(name: &str, cases: &[Case]) {
    let seen = transcript(cases);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, seen));
}

#[test]
fn files() {
    check("files", files::CASES);
}

#[test]
fn yaml() {
    check("yaml", yaml::CASES);
}

#[test]
fn config() {
    check("config", config::CASES);
}

#[test]
fn templates() {
    check("templates", templates::CASES);
}

#[test]
fn tasks() {
    check("tasks", tasks::CASES);
}

#[test]
fn execution() {
    check("execution", execution::CASES);
}

#[test]
fn flags() {
    check("flags", flags::CASES);
}

#[test]
fn there_are_many() {
    let all =
        [files::CASES, yaml::CASES, config::CASES, templates::CASES, tasks::CASES, execution::CASES, flags::CASES];
    assert!(all.iter().map(|c| c.len()).sum::<usize>() >= 60);
}
