//! Runtime PodTemplates.

use super::{Case, Text};

const LINE: &str = "render task.yaml -t templates.yaml --flyte 1.16.8";
const STRICT: &str = "render task.yaml -t templates.yaml --flyte 1.16.8 --strict";

pub const CASES: &[Case] = &[
    Case {
        about: "an object without kind",
        files: &[("templates.yaml", Text("apiVersion: v1\nmetadata: {name: base}\n"))],
        line: LINE,
        at: "templates.yaml:1:1",
        code: 2,
    },
    Case {
        about: "a misspelled `kind`",
        files: &[("templates.yaml", Text("apiVersion: v1\nknid: PodTemplate\n"))],
        line: LINE,
        at: "templates.yaml:1:1",
        code: 2,
    },
    Case {
        about: "a misspelled PodTemplate",
        files: &[("templates.yaml", Text("apiVersion: v1\nkind: PodTemplat\nmetadata: {name: base}\n"))],
        line: STRICT,
        at: "templates.yaml:2:7",
        code: 2,
    },
    Case {
        about: "another kind",
        files: &[("templates.yaml", Text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: base}\n"))],
        line: STRICT,
        at: "templates.yaml:2:7",
        code: 2,
    },
    Case {
        about: "a misspelled field, which the API server drops",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\ntemplate:\n  spec:\n    hostNetwrok: true\n",
            ),
        )],
        line: STRICT,
        at: "templates.yaml:5:5",
        code: 2,
    },
    Case {
        about: "an unquoted `yes` as a label",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\ntemplate:\n  metadata:\n    labels: {gpu: yes}\n",
            ),
        )],
        line: LINE,
        at: "templates.yaml:5:19",
        code: 2,
    },
    Case {
        about: "a string where a boolean must be",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\ntemplate:\n  spec:\n    hostNetwork: \"true\"\n",
            ),
        )],
        line: LINE,
        at: "templates.yaml:5:18",
        code: 2,
    },
    Case {
        about: "containers as a map",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\ntemplate:\n  spec:\n    containers:\n      default: {image: x}\n",
            ),
        )],
        line: LINE,
        at: "templates.yaml:6:7",
        code: 2,
    },
    Case {
        about: "a quantity that is none",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\ntemplate:\n  spec:\n    containers:\n    - name: default\n      resources:\n        limits: {cpu: two}\n",
            ),
        )],
        line: LINE,
        at: "templates.yaml:8:23",
        code: 2,
    },
    Case {
        about: "two templates of one name in one namespace",
        files: &[(
            "templates.yaml",
            Text(
                "kind: PodTemplate\nmetadata: {name: a, namespace: flyte}\n---\nkind: PodTemplate\nmetadata: {name: a, namespace: flyte}\n",
            ),
        )],
        line: STRICT,
        at: "templates.yaml:5:18",
        code: 2,
    },
    Case {
        about: "mistakes in two documents: both are told",
        files: &[("templates.yaml", Text("metadata: {name: a}\n---\nkind: PodTemplate\nmetadata: {name: [a]}\n"))],
        line: LINE,
        at: "templates.yaml:4:18",
        code: 2,
    },
    Case {
        about: "a file that is a configuration of Flyte",
        files: &[("templates.yaml", Text("plugins:\n  k8s:\n    scheduler-name: x\n"))],
        line: LINE,
        at: "templates.yaml:1:1",
        code: 2,
    },
];
