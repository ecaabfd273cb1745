//! Pods per second in one process, on one core: pipeline with origins, and YAML output.
//!
//! `cargo bench --bench render`. The machines are noisy: compare figures of one run only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use podtpl::flyte::config::{self, Config};
use podtpl::flyte::execution::{Execution, ExecutionFlags};
use podtpl::flyte::pipeline::{Inputs, render};
use podtpl::flyte::task::TaskTemplate;
use podtpl::flyte::templates::Templates;
use podtpl::flyte::version::FlyteVersion;
use podtpl::sdk::{SdkSettings, read_tasks};
use podtpl::source::{SourceId, Sources};
use podtpl::yaml::emit_yaml;

const CONFIG: &str = include_str!("../testdata/bench/flyte.yaml");
const TEMPLATE: &str = include_str!("../testdata/bench/template.yaml");
const EXECUTION: &str = include_str!("../testdata/bench/execution.yaml");
const TASKS: [(&str, &str); 2] = [
    ("container task", include_str!("../testdata/bench/container-task.json")),
    ("pod task with a sidecar", include_str!("../testdata/bench/pod-task.json")),
];

struct World {
    config: Config,
    templates: Templates,
    tasks: Vec<TaskTemplate>,
    execution: Execution,
    version: FlyteVersion,
}

/// `tasks` tasks that name one of `templates` templates each.
fn world(task: &str, tasks: usize, templates: usize, version: &str) -> World {
    let version = FlyteVersion::parse(version).unwrap();
    let mut sources = Sources::new();
    let execution_id = sources.add("execution.yaml", EXECUTION);
    let config_id = sources.add("flyte.yaml", CONFIG);
    let template_ids: Vec<SourceId> = (0..templates)
        .map(|i| {
            sources.add(format!("template-{i}.yaml"), TEMPLATE.replace("flyte-template", &format!("template-{i}")))
        })
        .collect();
    let (execution, _) = Execution::read(&sources, Some(execution_id), &ExecutionFlags::default(), version).unwrap();
    let (config, _) = config::read(&sources, &[config_id], execution.environment(), version).unwrap();
    let (templates_read, _) = Templates::read(&sources, &template_ids, version).unwrap();
    let mut read = Vec::new();
    for i in 0..tasks {
        let text = task
            .replace("flyte-template", &format!("template-{}", i % templates))
            .replace("train-0", &format!("train-{i}"));
        let id = sources.add(format!("task-{i}.json"), text);
        let (list, _) = read_tasks(&sources, id, &SdkSettings::default(), version).unwrap();
        read.extend(list.into_iter().map(|t| TaskTemplate::new(t.template)));
    }
    World { config, templates: templates_read, tasks: read, execution, version }
}

/// Runs `f` again and again for about a second; gives runs per second (best of five).
/// `PODTPL_BENCH_RUNS=N` runs it N times instead, for tools that count instructions.
fn rate(mut f: impl FnMut()) -> f64 {
    if let Some(runs) = std::env::var("PODTPL_BENCH_RUNS").ok().and_then(|n| n.parse::<u32>().ok()) {
        let start = Instant::now();
        (0..runs).for_each(|_| f());
        return f64::from(runs) / start.elapsed().as_secs_f64();
    }
    for _ in 0..50 {
        f();
    }
    let mut best: f64 = 0.0;
    for _ in 0..5 {
        let (start, mut runs) = (Instant::now(), 0u32);
        while start.elapsed() < Duration::from_millis(200) {
            for _ in 0..10 {
                f();
            }
            runs += 10;
        }
        best = best.max(f64::from(runs) / start.elapsed().as_secs_f64());
    }
    best
}

fn pods_per_second(world: &World) -> (f64, usize) {
    let mut out = String::new();
    let mut next = 0;
    let rate = rate(|| {
        let task = &world.tasks[next % world.tasks.len()];
        next += 1;
        let inputs = Inputs { config: &world.config, templates: &world.templates, task, execution: &world.execution };
        let pod = render(black_box(&inputs), world.version).unwrap();
        out.clear();
        emit_yaml(&pod.node, None, &mut out).unwrap();
        black_box(&out);
    });
    (rate, out.len())
}

fn main() {
    for version in ["1.16.8", "2.0.43"] {
        for (name, task) in TASKS {
            for (tasks, templates) in [(1, 1), (1000, 50)] {
                let (rate, bytes) = pods_per_second(&world(task, tasks, templates, version));
                println!(
                    "{version} {name}, {tasks} task(s), {templates} template(s): {rate:.0} Pods/s ({bytes} bytes of YAML)"
                );
            }
        }
    }
}
