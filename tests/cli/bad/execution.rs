//! Facts of the execution.

use super::{Case, Text};

const LINE: &str = "render task.yaml -x execution.yaml --flyte 1.16.8";

pub const CASES: &[Case] = &[
    Case {
        about: "misspelled facts",
        files: &[("execution.yaml", Text("porject: a\ndomian: b\nname: c\nfoo: d\n"))],
        line: LINE,
        at: "execution.yaml:2:1",
        code: 2,
    },
    Case {
        about: "a misspelled path",
        files: &[("execution.yaml", Text("paths:\n  inputs: s3://b/in\n  outputPrefix: s3://b/out\n"))],
        line: LINE,
        at: "execution.yaml:2:3",
        code: 2,
    },
    Case {
        about: "values of other types",
        files: &[("execution.yaml", Text("attempt: first\ninterruptible: 1\nlabels: [a]\nname: {}\nowner: me\n"))],
        line: LINE,
        at: "execution.yaml:5:8",
        code: 2,
    },
    Case {
        about: "an attempt below 0",
        files: &[("execution.yaml", Text("attempt: -1\n"))],
        line: LINE,
        at: "execution.yaml:1:10",
        code: 2,
    },
    Case {
        about: "a list as facts",
        files: &[("execution.yaml", Text("- project: a\n"))],
        line: LINE,
        at: "execution.yaml:1:1",
        code: 2,
    },
    Case {
        about: "two documents",
        files: &[("execution.yaml", Text("project: a\n---\nproject: b\n"))],
        line: LINE,
        at: "execution.yaml:3:1",
        code: 2,
    },
    Case {
        about: "a quantity of with_overrides that is none",
        files: &[("execution.yaml", Text("overrides:\n  resources:\n    requests:\n    - {name: CPU, value: two}\n"))],
        line: LINE,
        at: "execution.yaml:4:26",
        code: 2,
    },
    Case {
        about: "a label as a list",
        files: &[("execution.yaml", Text("labels:\n  team: [a, b]\n"))],
        line: LINE,
        at: "execution.yaml:2:9",
        code: 2,
    },
];
