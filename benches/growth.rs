//! How time grows with the size of the inputs: N containers, N env entries, N documents, N tasks of a package.
//! Reading, rendering and writing; time for one element must not grow with N.
//!
//! `cargo bench --bench growth`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

use std::fmt::Write;
use std::time::Instant;

use podtpl::flyte::config;
use podtpl::flyte::execution::{Execution, ExecutionFlags};
use podtpl::flyte::pipeline::{Inputs, render};
use podtpl::flyte::task::TaskTemplate;
use podtpl::flyte::templates::Templates;
use podtpl::flyte::version::FlyteVersion;
use podtpl::sdk::{Protobuf, SdkSettings, protobuf, read_tasks};
use podtpl::source::Sources;
use podtpl::yaml::emit_yaml;

const CONFIG: &str = "plugins:\n  k8s:\n    default-pod-template-name: base\n";

fn task(containers: usize, env: usize) -> String {
    let mut out = "type: python-task\nid: {project: p, domain: d, name: a.b, version: v}\nconfig: {primary_container_name: c0}\nk8sPod:\n  podSpec:\n    containers:\n".to_owned();
    for i in 0..containers {
        let _ = writeln!(out, "    - name: c{i}\n      image: img:{i}\n      args: ['{{{{.input}}}}']\n      env:");
        for j in 0..env {
            let _ = writeln!(out, "      - {{name: V{j}, value: x{j}}}");
        }
    }
    out
}

fn templates(n: usize) -> String {
    let mut out = String::new();
    for i in 0..n {
        let name = if i == n / 2 { "base".to_owned() } else { format!("other-{i}") };
        let _ = writeln!(
            out,
            "---\nkind: PodTemplate\nmetadata: {{name: {name}, namespace: flyte}}\ntemplate:\n  spec:\n    containers:\n    - name: default\n      image: x"
        );
    }
    out
}

/// Milliseconds for reading, rendering and writing, the best of three.
fn run(task: &str, templates: &str) -> f64 {
    let version = FlyteVersion::NEWEST_1;
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let mut sources = Sources::new();
        let config_id = sources.add("flyte.yaml", CONFIG);
        let templates_id = sources.add("templates.yaml", templates);
        let task_id = sources.add("task.yaml", task);
        let (execution, _) = Execution::read(&sources, None, &ExecutionFlags::default(), version).unwrap();
        let (config, _) = config::read(&sources, &[config_id], execution.environment(), version).unwrap();
        let (templates, _) = Templates::read(&sources, &[templates_id], version).unwrap();
        let (tasks, _) = read_tasks(&sources, task_id, &SdkSettings::default(), version).unwrap();
        let task = TaskTemplate::new(tasks.into_iter().next().unwrap().template);
        let inputs = Inputs { config: &config, templates: &templates, task: &task, execution: &execution };
        let pod = render(&inputs, version).unwrap();
        let mut out = String::new();
        emit_yaml(&pod.node, None, &mut out).unwrap();
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    best
}

/// Milliseconds for reading and rendering serialized tasks, as a package holds them; the best of three.
fn serialized(n: usize) -> f64 {
    let message = include_bytes!("../testdata/sdk-samples/v1_c_hostpath.spec.pb");
    let version = FlyteVersion::NEWEST_1;
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let mut sources = Sources::new();
        let (execution, _) = Execution::read(&sources, None, &ExecutionFlags::default(), version).unwrap();
        let (config, _) = config::read(&sources, &[], execution.environment(), version).unwrap();
        let (templates, _) = Templates::read(&sources, &[], version).unwrap();
        for i in 0..n {
            let Protobuf::Text(text) = protobuf(message) else { panic!("a task") };
            let id = sources.add_decoded(format!("package.tgz/{i}_1.pb"), text);
            let (tasks, _) = read_tasks(&sources, id, &SdkSettings::default(), version).unwrap();
            let task = TaskTemplate::new(tasks.into_iter().next().unwrap().template);
            let inputs = Inputs { config: &config, templates: &templates, task: &task, execution: &execution };
            let mut out = String::new();
            emit_yaml(&render(&inputs, version).unwrap().node, None, &mut out).unwrap();
        }
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    best
}

fn main() {
    let sizes = [10usize, 100, 1000, 10_000];
    for name in ["containers", "env entries", "documents", "serialized tasks"] {
        for n in sizes {
            let ms = match name {
                "containers" => run(&task(n, 1), &templates(1)),
                "serialized tasks" => serialized(n),
                "env entries" => run(&task(1, n), &templates(1)),
                _ => run(&task(1, 1), &templates(n)),
            };
            println!("{n} {name}: {ms:.2} ms, {:.2} us each", ms * 1000.0 / n as f64);
        }
    }
}
