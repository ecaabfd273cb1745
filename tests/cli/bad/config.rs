//! Flyte's configuration.

use super::{Case, Made, Text};

fn many() -> Vec<u8> {
    let mut text = String::from("plugins:\n  k8s:\n");
    (0..150).for_each(|i| text.push_str(&format!("    no-such-key-{i}: {i}\n")));
    text.into_bytes()
}

const LINE: &str = "render task.yaml -c flyte.yaml --flyte 1.16.8";
const STRICT: &str = "render task.yaml -c flyte.yaml --flyte 1.16.8 --strict";

pub const CASES: &[Case] = &[
    Case {
        about: "a misspelled key, which Flyte ignores silently",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    default-tolerationz: []\n    scheduler-name: x\n"))],
        line: STRICT,
        at: "flyte.yaml:3:5",
        code: 2,
    },
    Case {
        about: "a misspelled section",
        files: &[("flyte.yaml", Text("plugin:\n  k8s:\n    scheduler-name: x\n"))],
        line: STRICT,
        at: "flyte.yaml:1:1",
        code: 2,
    },
    Case {
        about: "a list where a map must be",
        files: &[("flyte.yaml", Text("plugins:\n  - k8s\n"))],
        line: LINE,
        at: "flyte.yaml:2:",
        code: 2,
    },
    Case {
        about: "a string where tolerations must be",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    default-tolerations: spot\n"))],
        line: LINE,
        at: "flyte.yaml:3:26",
        code: 2,
    },
    Case {
        about: "a map where a string must be",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    scheduler-name: {a: b}\n"))],
        line: LINE,
        at: "flyte.yaml:3:21",
        code: 2,
    },
    Case {
        about: "a boolean that is none",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    inject-finalizer: maybe\n"))],
        line: LINE,
        at: "flyte.yaml:3:23",
        code: 2,
    },
    Case {
        about: "a quantity that is none",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    default-memory: 1 GB\n"))],
        line: LINE,
        at: "flyte.yaml:3:21",
        code: 2,
    },
    Case {
        about: "a quantity of task_resources that is none",
        files: &[("flyte.yaml", Text("task_resources:\n  limits:\n    cpu: lots\n"))],
        line: LINE,
        at: "flyte.yaml:3:10",
        code: 2,
    },
    Case {
        about: "a duration that is none",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    co-pilot:\n      start-timeout: soon\n"))],
        line: LINE,
        at: "flyte.yaml:4:22",
        code: 2,
    },
    Case {
        about: "a number as the whole configuration",
        files: &[("flyte.yaml", Text("42\n"))],
        line: LINE,
        at: "flyte.yaml:1:1",
        code: 2,
    },
    Case {
        about: "an extension that Flyte refuses",
        files: &[("flyte.conf", Text("plugins:\n  k8s:\n    scheduler-name: x\n"))],
        line: "render task.yaml -c flyte.conf --flyte 1.16.8 --strict",
        at: "flyte.conf",
        code: 2,
    },
    Case {
        about: "three mistakes in two files: all are told",
        files: &[
            ("a.yaml", Text("plugins:\n  k8s:\n    default-cpus: many\n    inject-finalizer: maybe\n")),
            ("b.yaml", Text("task_resources:\n  defaults:\n    memory: 1 GB\n")),
        ],
        line: "render task.yaml -c a.yaml -c b.yaml --flyte 1.16.8",
        at: "b.yaml:3:13",
        code: 2,
    },
    Case {
        about: "150 unknown keys: a hundred are shown",
        files: &[("flyte.yaml", Made(many))],
        line: STRICT,
        at: "more in flyte.yaml",
        code: 2,
    },
    Case {
        about: "a secret is masked in messages",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    default-env-vars:\n      - DB_PASSWORD: [hunter2]\n"))],
        line: LINE,
        at: "flyte.yaml:4:",
        code: 2,
    },
];
