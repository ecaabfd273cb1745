//! Task files.

use super::{Case, Text};

const LINE: &str = "render task.yaml --flyte 1.16.8";
const JSON: &str = "render task.json --flyte 1.16.8";

pub const CASES: &[Case] = &[
    Case {
        about: "a misspelled key",
        files: &[("task.yaml", Text("name: app.train\nimgae: a:1\n"))],
        line: LINE,
        at: "task.yaml:2:1",
        code: 2,
    },
    Case {
        about: "a misspelled key of the pod template",
        files: &[("task.yaml", Text("name: app.train\npod_template:\n  primary_container: main\n  pod_spec: {}\n"))],
        line: LINE,
        at: "task.yaml:3:3",
        code: 2,
    },
    Case {
        about: "a misspelled field of the pod spec",
        files: &[(
            "task.yaml",
            Text(
                "name: app.train\npod_template:\n  pod_spec:\n    containers:\n    - name: primary\n      imagePullPolcy: Always\n",
            ),
        )],
        line: "render task.yaml --flyte 1.16.8 --strict",
        at: "task.yaml:6:7",
        code: 2,
    },
    Case {
        about: "a string where containers must be",
        files: &[("task.yaml", Text("name: app.train\npod_template:\n  pod_spec:\n    containers: primary\n"))],
        line: LINE,
        at: "task.yaml:4:17",
        code: 2,
    },
    Case {
        about: "a string where a boolean must be, and two keys that nobody knows",
        files: &[("task.yaml", Text("name: app.train\ninterruptible: perhaps\ncpus: 2\nlabel: {}\n"))],
        line: LINE,
        at: "task.yaml:4:1",
        code: 2,
    },
    Case {
        about: "a quantity that is none",
        files: &[(
            "task.yaml",
            Text("name: app.train\ncontainer_image: a:1\nrequests: {cpu: 2, mem: 4 GB}\npod_template: {}\n"),
        )],
        line: LINE,
        at: "task.yaml:3:25",
        code: 2,
    },
    Case {
        about: "a quantity of a sidecar that is none",
        files: &[(
            "task.yaml",
            Text(
                "name: app.train\npod_template:\n  pod_spec:\n    containers:\n    - name: primary\n    - name: side\n      resources: {requests: {memory: 1gb}}\n",
            ),
        )],
        line: LINE,
        at: "task.yaml:7:38",
        code: 2,
    },
    Case {
        about: "a resource that does not exist",
        files: &[("task.yaml", Text("name: app.train\nrequests: {cpuz: 2}\n"))],
        line: LINE,
        at: "task.yaml:2:12",
        code: 2,
    },
    Case {
        about: "a template that does not exist",
        files: &[("task.yaml", Text("name: app.train\ncontainer_image: a:1\npod_template_name: bsae\n"))],
        line: "render task.yaml -t templates.yaml --flyte 1.16.8",
        at: "task.yaml:3:20",
        code: 2,
    },
    Case {
        about: "a primary container that is not there",
        files: &[(
            "task.json",
            Text(
                "{\n  \"type\": \"python-task\",\n  \"config\": {\"primary_container_name\": \"main\"},\n  \"k8sPod\": {\"podSpec\": {\"containers\": [{\"name\": \"primary\"}]}}\n}\n",
            ),
        )],
        line: JSON,
        at: "task.json:",
        code: 2,
    },
    Case {
        about: "a TaskTemplate with a misspelled field",
        files: &[("task.json", Text("{\"type\": \"python-task\", \"container\": {\"imgae\": \"a:1\"}}\n"))],
        line: JSON,
        at: "task.json:1:39",
        code: 2,
    },
    Case {
        about: "a TaskTemplate with a list where a message must be",
        files: &[("task.json", Text("{\"type\": \"python-task\", \"container\": []}\n"))],
        line: JSON,
        at: "task.json:1:38",
        code: 2,
    },
    Case {
        about: "a list as a task",
        files: &[("task.yaml", Text("- name: app.train\n"))],
        line: LINE,
        at: "task.yaml:1:1",
        code: 2,
    },
    Case { about: "no tasks", files: &[("task.yaml", Text("tasks: []\n"))], line: LINE, at: "", code: 2 },
    Case {
        about: "a word as a task",
        files: &[("task.yaml", Text("train\n"))],
        line: LINE,
        at: "task.yaml:1:1",
        code: 2,
    },
    Case {
        about: "a template as a task",
        files: &[],
        line: "render templates.yaml --flyte 1.16.8",
        at: "templates.yaml:2:7",
        code: 2,
    },
    Case {
        about: "a task without an image",
        files: &[("task.yaml", Text("name: app.train\ncontainer: {command: [run]}\n"))],
        line: LINE,
        at: "task.yaml:",
        code: 2,
    },
    Case {
        about: "an accelerator that nobody knows",
        files: &[("task.yaml", Text("name: app.train\ncontainer_image: a:1\naccelerator: T44\n"))],
        line: LINE,
        at: "task.yaml:3:14",
        code: 2,
    },
    Case {
        about: "environment as a list",
        files: &[("task.yaml", Text("name: app.train\nenvironment: [LOG_LEVEL=info]\n"))],
        line: LINE,
        at: "task.yaml:2:14",
        code: 2,
    },
    Case {
        about: "a secret is masked in messages",
        files: &[(
            "task.yaml",
            Text(
                "name: app.train\npod_template:\n  pod_spec:\n    containers:\n    - name: primary\n      env:\n      - name: DB_PASSWORD\n        value: [hunter2]\n",
            ),
        )],
        line: LINE,
        at: "task.yaml:8:16",
        code: 2,
    },
    Case {
        about: "a secret is masked also where Flyte repeats the whole pod spec",
        files: &[(
            "task.yaml",
            Text(
                "name: app.train\npod_template:\n  pod_spec:\n    containers:\n    - name: primary\n      tty: [1]\n      env:\n      - name: DB_PASSWORD\n        value: hunter2\n",
            ),
        )],
        line: LINE,
        at: "task.yaml:6:12",
        code: 2,
    },
];
