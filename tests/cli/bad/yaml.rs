//! Texts that are no YAML, or too much of it.

use super::{Case, Made, Text};

fn bomb() -> Vec<u8> {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let items = vec![format!("*a{}", i - 1); 10].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{items}]\n"));
    }
    text.into_bytes()
}

pub const CASES: &[Case] = &[
    Case {
        about: "a tab as indentation",
        files: &[("task.yaml", Text("name: app.train\nenvironment:\n\tLOG_LEVEL: info\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:3:",
        code: 2,
    },
    Case {
        about: "the same key twice in a task",
        files: &[("task.yaml", Text("name: app.train\ncontainer_image: a:1\nname: app.test\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:3:1",
        code: 2,
    },
    Case {
        about: "the same key twice in the configuration of a Flyte that refuses it",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    scheduler-name: a\n    scheduler-name: b\n"))],
        line: "render task.yaml -c flyte.yaml --flyte 1.16.8",
        at: "flyte.yaml:4:5",
        code: 2,
    },
    Case {
        about: "the same key twice in a template: kubectl takes the last",
        files: &[(
            "templates.yaml",
            Text("kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\nmetadata: {name: b, namespace: flyte}\n"),
        )],
        line: "render task.yaml -t templates.yaml --flyte 1.16.8 --strict",
        at: "templates.yaml:3:1",
        code: 2,
    },
    Case {
        about: "a bracket that is not closed",
        files: &[("task.yaml", Text("name: app.train\nrequests: {cpu: 1, mem: 1Gi\nlimits: {}\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:",
        code: 2,
    },
    Case {
        about: "a quote that is not closed",
        files: &[("task.yaml", Text("name: \"app.train\ncontainer_image: a:1\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:",
        code: 2,
    },
    Case {
        about: "indentation that fits nothing",
        files: &[("flyte.yaml", Text("plugins:\n  k8s:\n    a: 1\n   b: 2\n"))],
        line: "render task.yaml -c flyte.yaml --flyte 1.16.8",
        at: "flyte.yaml:4:",
        code: 2,
    },
    Case {
        about: "a colon in a plain value",
        files: &[("task.yaml", Text("name: app.train\ndescription: note: this\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:2:",
        code: 2,
    },
    Case {
        about: "an anchor that is not there",
        files: &[("task.yaml", Text("name: app.train\nenvironment: *common\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:2:14",
        code: 2,
    },
    Case {
        about: "an anchor inside itself",
        files: &[("task.yaml", Text("name: app.train\nenvironment: &a\n  b: *a\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:3:6",
        code: 2,
    },
    Case {
        about: "a merge key with something that is no map",
        files: &[("task.yaml", Text("name: app.train\nenvironment:\n  <<: [1, 2]\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:3:",
        code: 2,
    },
    Case {
        about: "an alias bomb",
        files: &[("task.yaml", Made(bomb))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:",
        code: 2,
    },
    Case {
        about: "an alias bomb in templates, where kubectl has a limit of its own",
        files: &[("templates.yaml", Made(bomb))],
        line: "render task.yaml -t templates.yaml --flyte 1.16.8",
        at: "templates.yaml:",
        code: 2,
    },
    Case {
        about: "100,000 levels of blocks",
        files: &[("task.yaml", Made(|| "- ".repeat(100_000).into_bytes()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:1:",
        code: 2,
    },
    Case {
        about: "100,000 levels of brackets",
        files: &[("flyte.yaml", Made(|| "[".repeat(100_000).into_bytes()))],
        line: "render task.yaml -c flyte.yaml --flyte 1.16.8",
        at: "flyte.yaml:1:",
        code: 2,
    },
    Case {
        about: "100,000 levels of JSON",
        files: &[("task.json", Made(|| "{\"a\":".repeat(100_000).into_bytes()))],
        line: "render task.json --flyte 1.16.8",
        at: "task.json:1:",
        code: 2,
    },
    Case {
        about: "JSON without a colon",
        files: &[("task.json", Text("{\n  \"type\" \"python-task\"\n}\n"))],
        line: "render task.json --flyte 1.16.8",
        at: "task.json:",
        code: 2,
    },
    Case {
        about: "JSON that ends too early",
        files: &[("task.json", Text("{\"type\": \"python-task\", \"container\": {"))],
        line: "render task.json --flyte 1.16.8",
        at: "task.json:1:",
        code: 2,
    },
    Case {
        about: "a byte order mark and Windows line ends: places are still right",
        files: &[("task.yaml", Text("\u{feff}nme: app.train\r\ncontainer_image: a:1\r\nlimts: {}\r\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:3:1",
        code: 2,
    },
    Case {
        about: "letters beyond ASCII before the place",
        files: &[("execution.yaml", Text("labels: {größe: \"groß\", ключ: [1]}\n"))],
        line: "render task.yaml -x execution.yaml --flyte 1.16.8",
        at: "execution.yaml:1:31",
        code: 2,
    },
    Case {
        about: "a long line is cut around the place",
        files: &[(
            "execution.yaml",
            Made(|| {
                let labels: Vec<String> = (0..60).map(|i| format!("label-{i}: value-{i}")).collect();
                format!("labels: {{{}, bad: [1], {}}}\n", labels.join(", "), "x: y, z: 1").into_bytes()
            }),
        )],
        line: "render task.yaml -x execution.yaml --flyte 1.16.8",
        at: "execution.yaml:1:",
        code: 2,
    },
    Case {
        about: "control characters are not passed on to the terminal",
        files: &[("task.yaml", Text("name: app.train\n\"\\e[31mred\\a\": 1\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:2:1",
        code: 2,
    },
];
