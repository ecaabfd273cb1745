//! The whole process: rendering the quickstart, against `kubectl kustomize` of inputs of the same
//! size and against a process that does nothing. Ratios of medians, taken in turns in one run.
//!
//! `cargo bench --bench process`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 60;

fn time(command: &mut Command) -> Option<Duration> {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| start.elapsed())
}

/// A kustomization of the quickstart's files.
fn kustomization(quickstart: &Path) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("podtpl-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(quickstart.join("templates.yaml"), folder.join("templates.yaml")).unwrap();
    let mut map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inputs\ndata:\n".to_owned();
    for name in ["train.yaml", "flyte.yaml", "execution.yaml"] {
        let text = std::fs::read_to_string(quickstart.join(name)).unwrap();
        map.push_str(&format!("  {name}: |\n"));
        text.lines().for_each(|line| map.push_str(&format!("    {line}\n")));
    }
    std::fs::write(folder.join("inputs.yaml"), map).unwrap();
    std::fs::write(folder.join("kustomization.yaml"), "resources: [templates.yaml, inputs.yaml]\nnamePrefix: x-\n")
        .unwrap();
    folder
}

fn main() {
    let quickstart = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart");
    let folder = kustomization(&quickstart);
    let mut render = Command::new(env!("CARGO_BIN_EXE_podtpl"));
    render
        .current_dir(&quickstart)
        .args("render train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml --flyte 1.16.8".split(' '));
    let mut kustomize = Command::new("kubectl");
    kustomize.arg("kustomize").arg(&folder);
    let mut nothing = Command::new("true");
    let mut commands =
        [("podtpl render", &mut render), ("kubectl kustomize", &mut kustomize), ("empty process", &mut nothing)];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); commands.len()];
    for _ in 0..RUNS {
        for ((_, command), times) in commands.iter_mut().zip(&mut times) {
            times.extend(time(command));
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).map(Duration::as_secs_f64)
    };
    let medians: Vec<Option<f64>> = times.iter_mut().map(median).collect();
    let own = medians.first().copied().flatten().expect("podtpl renders the quickstart");
    for ((name, _), median) in commands.iter().zip(&medians) {
        match median {
            Some(median) => println!("{name}: {:.2} ms, {:.2} times podtpl render", median * 1000.0, median / own),
            None => println!("{name}: not installed"),
        }
    }
    let _ = std::fs::remove_dir_all(folder);
}
