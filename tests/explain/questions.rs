//! Questions that users ask, with the answers as they see them. The inputs are in `questions/`;
//! renew the answers with `INSTA_UPDATE=always cargo test questions`, then read the difference.

use std::path::{Path, PathBuf};

use crate::common::Podtpl;

/// The inputs beside the task.
const ALL: &str = "-c flyte.yaml -t templates.yaml -x execution.yaml";

/// A question: its name, the task with what is asked, and how it is asked.
const QUESTIONS: &[(&str, &str, &str)] = &[
    (
        "cpu-of-the-template-lost-to-the-platform-2",
        "plain.yaml spec.containers[0].resources.requests.cpu",
        "--flyte 2.0",
    ),
    ("cpu-of-the-template-won-1-16", "sized.yaml spec.containers[0].resources.requests", "--flyte 1.16.8"),
    ("cpu-of-the-template-in-another-container-1-16", "pod.yaml spec.containers[0].resources", "--flyte 1.16.8"),
    ("cpu-of-the-template-lost-before-1-16", "sized.yaml spec.containers[0].resources.requests.cpu", "--flyte 1.15.3"),
    (
        "cpu-of-the-template-lost-to-zero",
        "train.yaml spec.containers[metrics].resources.requests.cpu",
        "--flyte 1.16.8",
    ),
    ("host-network-false-is-ignored", "train.yaml spec.hostNetwork", "--flyte 1.16.8"),
    ("host-network-false-by-the-documentation", "train.yaml spec.hostNetwork", "--flyte docs"),
    ("label-in-six-layers", "train.yaml metadata.labels.team", "--flyte 1.16.8"),
    ("label-in-six-layers-before-1-16", "train.yaml metadata.labels.team", "--flyte 1.15.3"),
    ("environment-variable-five-times", "train.yaml spec.containers[primary].env[LOG_LEVEL].value", "--flyte 1.16.8"),
    ("sidecar-of-a-template-is-dropped", "train.yaml spec.containers[log-shipper]", "--flyte 1.16.8"),
    ("init-container-is-dropped", "train.yaml spec.initContainers[fetch-certificates]", "--flyte 1.16.8"),
    ("image-of-the-template", "train.yaml spec.containers[primary].image", "--flyte 1.16.8"),
    ("image-argument-and-image-of-the-pod-template", "train2.yaml spec.containers[primary].image", "--flyte 2.0.43"),
    ("order-of-tolerations", "train.yaml spec.tolerations", "--flyte 1.16.8"),
    ("node-affinity-terms", "train.yaml spec.affinity", "--flyte 1.16.8"),
    ("toleration-of-a-gpu", "gpu.yaml spec.tolerations[key=nvidia.com/gpu]", "--flyte 1.16.8"),
    ("toleration-of-the-device", "gpu.yaml spec.tolerations[key=cloud.google.com/gke-accelerator]", "--flyte 1.16.8"),
    ("named-template-excludes-the-default", "named.yaml spec.hostNetwork spec.dnsPolicy", "--flyte 1.16.8"),
    ("map-form-label-key", "train.yaml metadata.labels.tier metadata.labels.Tier", "--flyte 1.16.8"),
    ("accelerator-without-gpu-limit", "accelerator.yaml", "--flyte 1.16.8"),
    ("security-context", "train.yaml spec.securityContext", "--flyte 1.16.8"),
    ("security-context-by-the-documentation", "train.yaml spec.securityContext.runAsNonRoot", "--flyte docs"),
    ("security-context-of-the-container", "train.yaml spec.containers[primary].securityContext", "--flyte 1.16.8"),
    ("service-account-1", "train.yaml spec.serviceAccountName", "--flyte 1.16.8"),
    ("service-account-2", "train2.yaml spec.serviceAccountName", "--flyte 2.0.43"),
    ("memory-beyond-the-limit", "gpu.yaml spec.containers[0].resources.limits.memory", "--flyte 1.16.8"),
    ("cpu-beyond-the-limit", "gpu.yaml spec.containers[0].resources.requests.cpu", "--flyte 1.16.8"),
    ("gpu-is-renamed", "gpu.yaml /spec/containers/0/resources/limits/nvidia.com~1gpu", "--flyte 1.16.8"),
    ("resources-of-a-sidecar", "train2.yaml spec.containers[metrics].resources", "--flyte 2.0.43"),
    ("quantity-is-respelled", "train.yaml spec.containers[primary].resources.requests.cpu", "--flyte 1.16.8"),
    ("memory-of-the-task", "train.yaml spec.containers[primary].resources", "--flyte 1.16.8"),
    ("node-selector", "train.yaml spec.nodeSelector", "--flyte 1.16.8"),
    (
        "node-selector-interruptible",
        "train.yaml spec.nodeSelector spec.tolerations[key=spot]",
        "--flyte 1.16.8 --interruptible",
    ),
    ("annotation-safe-to-evict", "plain.yaml metadata.annotations", "--flyte 1.16.8"),
    ("annotation-key-with-dots", "train.yaml metadata.annotations.example.com/owner", "--flyte 1.16.8"),
    ("scheduler", "train.yaml spec.schedulerName", "--flyte 1.16.8"),
    ("args-replaced-by-the-sdk", "train.yaml spec.containers[primary].args", "--flyte 1.16.8"),
    ("volumes-of-both", "train.yaml spec.volumes spec.containers[primary].volumeMounts", "--flyte 1.16.8"),
    ("shared-memory", "gpu.yaml spec.volumes[flyte-shared-memory] spec.containers[0].volumeMounts", "--flyte 1.16.8"),
    ("name-of-the-pod", "train.yaml metadata.name", "--flyte 1.16.8"),
    ("name-of-the-pod-2", "train2.yaml metadata.name metadata.ownerReferences", "--flyte 2.0.43"),
    ("namespace", "train.yaml metadata.namespace", "--flyte 1.16.8"),
    ("restart-policy", "train.yaml spec.restartPolicy", "--flyte 1.16.8"),
    ("environment-of-flyte", "train.yaml spec.containers[primary].env[REGION]", "--flyte 1.16.8"),
    ("secret-is-masked", "train.yaml spec.containers[primary].env[API_TOKEN].value", "--flyte 1.16.8"),
    ("secret-is-shown", "train.yaml spec.containers[primary].env[API_TOKEN].value", "--flyte 1.16.8 --show-secrets"),
    ("annotation-of-secrets", "gpu.yaml metadata.annotations", "--flyte 1.16.8"),
    ("nothing-sets-it", "train.yaml spec.hostIPC spec.initContainers", "--flyte 1.16.8"),
    ("a-whole-container", "train.yaml spec.containers[metrics]", "--flyte 1.16.8"),
    ("all-of-a-small-pod", "plain.yaml --all", "--flyte 2.0.43"),
    ("overview", "train.yaml", "--flyte 1.16.8"),
    ("overview-2", "gpu2.yaml", "--flyte 2.0.43"),
    ("resources-of-sdk-and-pod-template", "train2.yaml spec.containers[primary].resources", "--flyte 2.0.43"),
    (
        "json-of-a-path",
        "train.yaml spec.hostNetwork spec.containers[log-shipper] spec.hostIPC -o json",
        "--flyte 1.16.8",
    ),
];

/// Paths that lead nowhere.
const MISSES: &[(&str, &str)] = &[
    ("another-case", "spec.hostnetwork"),
    ("a-wrong-name", "spec.containers[primry].image"),
    ("a-wrong-index", "spec.containers[7]"),
    ("below-a-scalar", "spec.hostNetwork.enabled"),
    ("no-such-key", "spec.foo.bar"),
    ("no-path-at-all", "spec..x"),
    ("several", "spec.hostnetwork spec.containers[primary].imag"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/questions")
}

fn run(words: &str, flags: &str) -> Podtpl {
    let mut podtpl = Podtpl::new(&format!("explain {words} {ALL} {flags} -q"));
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        podtpl = podtpl.file(path.file_name().unwrap().to_str().unwrap(), std::fs::read(&path).unwrap());
    }
    podtpl
}

pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn questions() {
    for (name, words, flags) in QUESTIONS {
        let answer = run(words, flags).run().result();
        snapshot(name, &format!("$ podtpl explain {words} {ALL} {flags}\n{answer}"));
    }
}

#[test]
fn questions_without_an_answer() {
    for (name, words) in MISSES {
        let message = run(&format!("train.yaml {words}"), "--flyte 1.16.8").run().failure();
        snapshot(&format!("miss-{name}"), &format!("$ podtpl explain train.yaml {words}\n{message}"));
    }
}

/// No answer shows a value that looks like a secret, whatever became of it.
#[test]
fn no_answer_shows_a_secret() {
    let sidecar = "          - {name: DB_PASSWORD, value: hunter3}\n";
    let template = "      - name: log-shipper\n        env:\n".to_owned() + sidecar;
    let templates = std::fs::read_to_string(folder().join("templates.yaml")).unwrap();
    let templates = templates.replace("      - name: log-shipper\n", &template);
    for words in ["", "--all", "--steps", "spec.containers", "spec.containers[log-shipper]"] {
        for format in ["text", "json"] {
            let run =
                run(&format!("train.yaml {words} -o {format}"), "--flyte 1.16.8").file("templates.yaml", &templates);
            let answer = run.run().result();
            assert!(!answer.contains("hunter"), "{words} {format}: {answer}");
        }
    }
}

/// What a terminal of 80 columns shows: no value is cut off, no line is longer.
#[test]
fn narrow_terminals() {
    use podtpl::explain::chain::of_targets;
    use podtpl::explain::find::Subject;
    use podtpl::explain::query::Query;
    use podtpl::explain::sentence::About;
    use podtpl::output::explain::{Telling, chains};
    use podtpl::output::origins::Places;
    use podtpl::output::paint::Paint;
    use podtpl::output::snippet::Look;

    let case = crate::cases::of_file("merge").into_iter().next().unwrap();
    let version = crate::cases::version("1.16.8");
    let loaded = crate::cases::load(&case, version).unwrap();
    let pod = loaded.render().unwrap();
    let subject = Subject::new(&pod);
    let targets = subject.find(&Query::parse("spec.containers").unwrap(), version).unwrap();
    for width in [80, 140] {
        let paint = Paint::new(Look { color: false, unicode: true, width: Some(width) });
        let places = Places { sources: &loaded.sources, templates: &[] };
        let telling = Telling { places, secrets: false, about: About { version, container_task: true }, paint };
        let mut out = String::new();
        chains(&subject.root, &of_targets(&subject, &targets), &targets, telling, &mut out);
        for line in out.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        snapshot(&format!("columns-{width}"), &out);
    }
}

/// The script for bash asks podtpl for paths.
#[test]
fn bash_completes_paths() {
    let folder = folder();
    let line = "podtpl explain train.yaml -c flyte.yaml --flyte 1.16 spec.containers[m";
    let script = format!(
        "source {}/completions/podtpl.bash; COMP_LINE='{line}'; COMP_POINT={}; COMP_WORDS=({line}); COMP_CWORD=7\n\
         _podtpl_or_path {} 'spec.containers[m' 1.16; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        env!("CARGO_MANIFEST_DIR"),
        line.len(),
        env!("CARGO_BIN_EXE_podtpl"),
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).current_dir(folder).output();
    // a machine without bash has nothing to complete
    let Ok(output) = output else { return };
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found, "spec.containers[metrics]\n", "{}", String::from_utf8_lossy(&output.stderr));
}

/// Which word is the task, and which are paths.
#[test]
fn tasks_and_paths() {
    let plain = "name: a.b\ncontainer_image: i:v1\n";
    let explain = |words: &str| Podtpl::new(&format!("explain {words} --flyte 1.16.8 -q")).file("a.yaml", plain);
    let image = "spec.containers[0].image";
    for (run, why) in [
        (explain(&format!("a.yaml {image}")), "a file"),
        (explain(&format!("a.yaml:b {image}")), "a task of a file"),
        (explain(&format!("- {image}")).stdin(plain), "standard input"),
        (explain(image).env("PODTPL_TASK", "a.yaml"), "the environment"),
        (explain(image).file("podtpl.yaml", "task: a.yaml"), "the settings"),
    ] {
        assert!(run.run().result().starts_with("spec.containers["), "{why}");
    }
    let nothing = explain(image).run().failure();
    assert!(nothing.contains("no task is given") && !nothing.contains("there is no file"), "{nothing}");
    let misspelled = explain(&format!("b.yaml {image}")).run().failure();
    assert!(misspelled.contains("did you mean `a.yaml`?"), "{misspelled}");
    assert!(explain(&format!("a.yaml --steps {image}")).run().failure().contains("a question of its own"));
}
