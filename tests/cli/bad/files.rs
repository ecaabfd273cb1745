//! Files that cannot be read, or are no text.

use super::{Case, Directory, Made, Text};

fn large() -> Vec<u8> {
    let mut text = b"name: app.train\n".to_vec();
    text.resize(65 * 1024 * 1024, b'#');
    text
}

fn just_below_the_limit() -> Vec<u8> {
    let mut text = b"nme: app.train\n".to_vec();
    text.resize(64 * 1024 * 1024, b'#');
    text
}

pub const CASES: &[Case] = &[
    Case {
        about: "a task file that is not there, beside one of nearly its name",
        files: &[],
        line: "render tsak.yaml --flyte 1.16.8",
        at: "tsak.yaml",
        code: 2,
    },
    Case {
        about: "files of every kind that are not there: all are told",
        files: &[],
        line: "render other.yaml -c flite.yaml -t templates.yml -x facts.yaml --flyte 1.16.8",
        at: "facts.yaml",
        code: 2,
    },
    Case {
        about: "a directory that is not there",
        files: &[("conf/flyte.yaml", Text(""))],
        line: "render task.yaml -c cnof/flyte.yaml --flyte 1.16.8",
        at: "conf/flyte.yaml",
        code: 2,
    },
    Case {
        about: "a file that the project's settings name",
        files: &[("podtpl.yaml", Text("flyte: 1.16.8\nconfig:\n  - flyte.yaml\n  - platform.yaml\ntask: task.yaml\n"))],
        line: "render",
        at: "podtpl.yaml:4:5",
        code: 2,
    },
    Case {
        about: "a directory without YAML",
        files: &[("templates/README.md", Text("# templates\n"))],
        line: "render task.yaml -t templates --flyte 1.16.8",
        at: "templates",
        code: 2,
    },
    Case {
        about: "a directory of configuration with another extension than Flyte takes",
        files: &[("conf/flyte.yml", Text(""))],
        line: "render task.yaml -c conf --flyte 1.16.8",
        at: "conf",
        code: 2,
    },
    Case {
        about: "an empty directory of tasks",
        files: &[("tasks", Directory)],
        line: "render tasks --flyte 1.16.8",
        at: "tasks",
        code: 2,
    },
    Case {
        about: "a directory where a file must be",
        files: &[("facts", Directory)],
        line: "render task.yaml -x facts --flyte 1.16.8",
        at: "facts",
        code: 2,
    },
    Case {
        about: "an empty task file",
        files: &[("task.yaml", Text(""))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml",
        code: 2,
    },
    Case {
        about: "a task file of comments",
        files: &[("task.yaml", Text("# name: app.train\n"))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml",
        code: 2,
    },
    Case {
        about: "an image as configuration",
        files: &[("flyte.yaml", Made(|| b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()))],
        line: "render task.yaml -c flyte.yaml --flyte 1.16.8",
        at: "flyte.yaml:1:1",
        code: 2,
    },
    Case {
        about: "something compressed as a task",
        files: &[("task.yaml", Made(|| b"\x1f\x8b\x08\x00\x00\x00\x00\x00".to_vec()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml",
        code: 2,
    },
    Case {
        about: "bytes",
        files: &[("task.yaml", Made(|| (0..=255).rev().collect()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml",
        code: 2,
    },
    Case {
        about: "a NUL byte in a text",
        files: &[("task.yaml", Made(|| b"name: app.train\nimage: a\0b\n".to_vec()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:2:9",
        code: 2,
    },
    Case {
        about: "Latin-1 instead of UTF-8",
        files: &[("task.yaml", Made(|| b"# for the caf\xe9\nname: app.train\n".to_vec()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:1:14",
        code: 2,
    },
    Case {
        about: "UTF-16",
        files: &[("task.yaml", Made(|| b"\xff\xfen\0a\0m\0e\0".to_vec()))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:1:1",
        code: 2,
    },
    Case {
        about: "65 MiB",
        files: &[("task.yaml", Made(large))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml",
        code: 2,
    },
    Case {
        about: "64 MiB, most of it one comment",
        files: &[("task.yaml", Made(just_below_the_limit))],
        line: "render task.yaml --flyte 1.16.8",
        at: "task.yaml:1:1",
        code: 2,
    },
    Case { about: "standard input twice", files: &[], line: "render - -t - --flyte 1.16.8", at: "`-`", code: 2 },
];
