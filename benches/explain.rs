//! What an answer costs: `explain` of one path as text against `render` of the same inputs, as
//! processes and, without reading and starting, in one process. Ratios of medians, taken in turns.
//!
//! `cargo bench --bench explain`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use podtpl::explain::chain::of_targets;
use podtpl::explain::find::Subject;
use podtpl::explain::query::Query;
use podtpl::explain::sentence::About;
use podtpl::flyte::config;
use podtpl::flyte::execution::{Execution, ExecutionFlags};
use podtpl::flyte::pipeline::{Inputs, Pod, render};
use podtpl::flyte::task::TaskTemplate;
use podtpl::flyte::templates::Templates;
use podtpl::flyte::version::FlyteVersion;
use podtpl::output::explain::{Telling, chains};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::sdk::{SdkSettings, read_tasks};
use podtpl::source::Sources;
use podtpl::yaml::emit_yaml;

const RUNS: usize = 80;

const INPUTS: &str = "train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml --flyte 1.16.8";

const PATHS: [&str; 3] = ["spec.hostNetwork", "spec.containers[primary].resources.limits.cpu", "metadata.labels.team"];

fn quickstart(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn podtpl(command: &str, path: &str) -> Command {
    let mut process = Command::new(env!("CARGO_BIN_EXE_podtpl"));
    process.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart")).arg(command);
    let mut words = INPUTS.split(' ');
    process.args(words.next()).args(Some(path).filter(|p| !p.is_empty())).args(words);
    process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    process
}

/// Medians of what the closures take, in turns.
fn medians(runs: usize, all: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); all.len()];
    for _ in 0..runs {
        for (f, times) in all.iter_mut().zip(&mut times) {
            let start = Instant::now();
            f();
            times.push(start.elapsed());
        }
    }
    times
        .into_iter()
        .map(|mut times| {
            times.sort();
            times[times.len() / 2].as_secs_f64()
        })
        .collect()
}

/// Texts of the Pod, and of the answer about one path.
fn in_process() {
    let version = FlyteVersion::parse("1.16.8").unwrap();
    let mut sources = Sources::new();
    let mut add = |name: &str| sources.add(name, quickstart(name));
    let (task, config, templates, execution) =
        (add("train.yaml"), add("flyte.yaml"), add("templates.yaml"), add("execution.yaml"));
    let (execution, _) = Execution::read(&sources, Some(execution), &ExecutionFlags::default(), version).unwrap();
    let (config, _) = config::read(&sources, &[config], execution.environment(), version).unwrap();
    let (templates, _) = Templates::read(&sources, &[templates], version).unwrap();
    let (tasks, _) = read_tasks(&sources, task, &SdkSettings::default(), version).unwrap();
    let task = TaskTemplate::new(tasks[0].template.clone());
    let inputs = Inputs { config: &config, templates: &templates, task: &task, execution: &execution };
    let yaml = |pod: &Pod| {
        let mut out = String::new();
        emit_yaml(&pod.node, None, &mut out).unwrap();
        black_box(out);
    };
    let telling = Telling {
        places: Places { sources: &sources, templates: &[] },
        secrets: false,
        about: About { version, container_task: false },
        paint: Paint::plain(),
    };
    let answer = |pod: &Pod, path: &str| {
        let subject = Subject::new(pod);
        let targets = subject.find(&Query::parse(path).unwrap(), version).unwrap();
        let mut out = String::new();
        chains(&subject.root, &of_targets(&subject, &targets), &targets, telling, &mut out);
        assert!(!out.is_empty());
        black_box(out);
    };
    for path in PATHS {
        let mut plain = || yaml(&render(black_box(&inputs), version).unwrap());
        let mut asked = || answer(&render(black_box(&inputs), version).unwrap(), path);
        let times = medians(RUNS * 50, &mut [&mut plain, &mut asked]);
        println!(
            "in one process: {path}: {:.1} us, {:.2} times rendering and writing the Pod ({:.1} us)",
            times[1] * 1e6,
            times[1] / times[0],
            times[0] * 1e6
        );
    }
}

fn main() {
    in_process();
    for path in PATHS {
        let run = |mut process: Command| move || assert!(process.status().unwrap().success());
        let (mut render, mut explain) = (run(podtpl("render", "")), run(podtpl("explain", path)));
        let times = medians(RUNS, &mut [&mut render, &mut explain]);
        println!(
            "process: {path}: {:.2} ms, {:.2} times podtpl render ({:.2} ms)",
            times[1] * 1e3,
            times[1] / times[0],
            times[0] * 1e3
        );
    }
}
