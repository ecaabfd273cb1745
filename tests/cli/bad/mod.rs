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

use crate::common::{Output, Podtpl};

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

/// Runs the cases and writes down what is seen; also what must hold for each, but does not.
fn transcript(cases: &[Case]) -> (String, Vec<String>) {
    let (mut out, mut wrong) = (String::new(), Vec::new());
    for case in cases {
        let output = run(case);
        let shown = shortened(&output.stderr);
        let seen = format!("# {}\n$ podtpl {}\n{shown}[exit {}]\n\n", case.about, case.line, output.code);
        wrong.extend(shortcomings(case, &output).into_iter().map(|w| format!("{w}:\n{seen}")));
        out.push_str(&seen);
    }
    (out, wrong)
}

/// Messages without the middle of very many.
fn shortened(messages: &str) -> String {
    let lines: Vec<&str> = messages.lines().collect();
    if lines.len() < 100 {
        return messages.to_owned();
    }
    let (head, tail) = (&lines[..16], &lines[lines.len() - 14..]);
    format!("{}\n[{} lines]\n{}\n", head.join("\n"), lines.len() - 30, tail.join("\n"))
}

fn run(case: &Case) -> Output {
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
    run.run()
}

fn shortcomings(case: &Case, output: &Output) -> Vec<String> {
    let mut wrong = Vec::new();
    if output.code != case.code {
        wrong.push(format!("the exit code is not {}", case.code));
    }
    if output.code != 0 && !output.stdout.is_empty() {
        wrong.push("something is printed after an error".to_owned());
    }
    if !output.stderr.contains(case.at) {
        wrong.push(format!("no message stands at `{}`", case.at));
    }
    if output.stderr.contains("hunter2") {
        wrong.push("the secret is shown".to_owned());
    }
    if output.stderr.contains("panicked") {
        wrong.push("it panics".to_owned());
    }
    let problems = output.stderr.split("\n\n").filter(|m| m.starts_with("error["));
    let silent = problems.filter(|p| !p.contains("help: ") && !p.contains("Flyte: "));
    wrong.extend(silent.map(|p| format!("this does not say what to do: {p}")));
    wrong
}

/// Compares with what was seen before.
fn check(name: &str, cases: &[Case]) {
    let (seen, wrong) = transcript(cases);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, seen));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
