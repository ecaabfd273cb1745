//! Many task files through the whole program: trees of Python files that share a module, and packages
//! of serialized tasks. Each is rendered in full; the figures of one run are told as ratios.
//!
//! `cargo bench --bench files`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const SIZES: [usize; 4] = [10, 100, 1000, 4000];
const TURNS: usize = 5;

const COMMON: &str = "\
from flytekit import PodTemplate
from kubernetes.client import V1Container, V1PodSpec, V1Toleration

IMAGE = f\"ghcr.io/app/train:{'v' + str(4)}\"

def template(pool):
    return PodTemplate(
        labels={\"pool\": pool},
        pod_spec=V1PodSpec(
            containers=[V1Container(name=\"primary\")],
            tolerations=[V1Toleration(key=k, operator=\"Exists\") for k in [\"spot\", pool]],
        ),
    )
";

/// A package of `n` modules with a task each.
fn tree(folder: &Path, n: usize) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("__init__.py"), "").unwrap();
    std::fs::write(folder.join("common.py"), COMMON).unwrap();
    for i in 0..n {
        let text = format!(
            "from flytekit import Resources, task\nfrom .common import IMAGE, template\n\n@task(container_image=IMAGE, \
             requests=Resources(cpu=\"1\", mem=\"{i}Mi\"), pod_template=template(\"pool-{i}\"))\ndef run(x: int) -> \
             int:\n    return x + 1\n"
        );
        std::fs::write(folder.join(format!("m{i:05}.py")), text).unwrap();
    }
}

/// An archive of `n` serialized tasks.
fn package(file: &Path, n: usize) {
    let message = include_bytes!("../testdata/sdk-samples/v1_c_hostpath.spec.pb");
    let gzip = flate2::write::GzEncoder::new(std::fs::File::create(file).unwrap(), flate2::Compression::default());
    let mut archive = tar::Builder::new(gzip);
    for i in 0..n {
        let mut header = tar::Header::new_gnu();
        header.set_size(message.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{i:05}_task{i}_1.pb"), &message[..]).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap();
}

/// Milliseconds of a run.
fn time(input: &Path) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podtpl"));
    command.arg("render").arg(input).args(["--flyte", "1.16.8", "-q"]);
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    start.elapsed().as_secs_f64() * 1000.0
}

fn main() {
    let folder = std::env::temp_dir().join(format!("podtpl-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut inputs = Vec::new();
    for n in SIZES {
        tree(&folder.join(format!("tree{n}")), n);
        package(&folder.join(format!("package{n}.tgz")), n);
        inputs.push(("Python files", n, folder.join(format!("tree{n}"))));
        inputs.push(("packaged tasks", n, folder.join(format!("package{n}.tgz"))));
    }
    let mut best = vec![f64::MAX; inputs.len()];
    for _ in 0..TURNS {
        for (best, (_, _, path)) in best.iter_mut().zip(&inputs) {
            *best = best.min(time(path));
        }
    }
    for kind in ["Python files", "packaged tasks"] {
        let of_kind = || inputs.iter().zip(&best).filter(|((k, _, _), _)| *k == kind);
        // what starting the program takes is no part of the growth
        let each = |n: usize, ms: f64| ms * 1000.0 / n as f64;
        let hundred = of_kind().find(|((_, n, _), _)| *n == 100).map_or(1.0, |((_, n, _), ms)| each(*n, *ms));
        for ((_, n, _), ms) in of_kind() {
            let each = each(*n, *ms);
            println!("{n} {kind}: {ms:.1} ms, {each:.0} us each, {:.2} times that of 100", each / hundred);
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
