//! How answers of `--where-to-set` look: read the snapshots.

use podtpl::output::explain::{Showing, where_text};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::output::snippet::Look;

use super::where_sample::ask;
use crate::cases::{self, Case};
use crate::common::Podtpl;

fn snapshot(name: &str, text: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("where-{name}"), text));
}

/// Questions about the quickstart, each with the name of its snapshot.
const QUESTIONS: &[(&str, &str)] = &[
    ("host-network", "spec.hostNetwork=false"),
    ("cpu-above-limits", "spec.containers[primary].resources.requests.cpu=30"),
    ("label", "metadata.labels.cost-center=4712"),
    ("variable", "spec.containers[primary].env[LOG_LEVEL].value=debug"),
    ("toleration", "spec.tolerations[0].effect=NoExecute"),
    ("new-toleration", "spec.tolerations[key=gpu]={key: gpu, operator: Exists}"),
    ("volume-twice", "spec.volumes[scratch].emptyDir.sizeLimit=1Gi"),
    ("name", "metadata.name=mine"),
    ("args", "spec.containers[primary].args[0]=x"),
    ("removed", "spec.schedulerName="),
    ("secret", "spec.containers[primary].env[DB_PASSWORD].value=s3cret"),
];

const FLAGS: &str = "explain train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml --flyte 1.16.8";

#[test]
fn texts() {
    for (name, question) in QUESTIONS {
        let output = Podtpl::new(&format!("{FLAGS} --where-to-set")).quickstart().argument(question).run();
        assert_eq!(output.stderr, "", "{question}");
        snapshot(name, format!("$ podtpl explain ... --where-to-set '{question}'\n{}", output.result()));
    }
}

#[test]
fn a_narrow_terminal() {
    let read = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart").join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let case = Case {
        id: "quickstart".to_owned(),
        config: read("flyte.yaml"),
        templates: read("templates.yaml"),
        template_namespace: "flyte".to_owned(),
        task: read("train.yaml"),
        execution: read("execution.yaml"),
        want: Default::default(),
    };
    let loaded = cases::load(&case, cases::version("1.16.8")).unwrap();
    let pod = loaded.render().unwrap();
    let question = "spec.containers[primary].resources.requests.memory=128Gi";
    let answers = ask(&case, &loaded, &pod, question).unwrap();
    let places = Places { sources: &loaded.sources, templates: &[] };
    let showing = Showing { places, flyte: "1.16.8", show_secrets: false };
    let look = Look { color: false, unicode: true, width: Some(72) };
    let text = where_text(&answers, showing, Paint::new(look));
    assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
    snapshot("narrow", text);
}

#[test]
fn json() {
    let run = |more: &str| {
        let question = "spec.containers[primary].env[DB_HOST].value=other";
        Podtpl::new(&format!("{FLAGS} {more} --where-to-set {question}")).quickstart().run().result()
    };
    let text = run("-o json");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!((&value["apiVersion"], &value["kind"]), (&"podtpl/v1".into(), &"WhereToSet".into()));
    assert_eq!(value["current"]["value"], "features-db.data.svc");
    assert_eq!(value["state"], "settable");
    assert_eq!(text, run("-o json"), "the same twice");
    snapshot("json", text);
}

#[test]
fn what_is_no_question() {
    let mut all = String::new();
    for question in [
        "spec.hostNetwork",
        "hostNetwork=true",
        "spec.hostNetwrk=true",
        "spec.containers[primray].image=x",
        "spec.containers[9].image=x",
        "spec.hostNetwork=maybe",
        "spec.tolerations=x",
        "spec.containers[primary].image.tag=x",
        "spec.containers[primary].resources.limits.cpu=lots",
        "spec.containers[primary].args[first]=x",
        "spec.tolerations[key=a]={keys: a}",
        "status.phase=Running",
        "spec..x=1",
    ] {
        let run = Podtpl::new(&format!("{FLAGS} --where-to-set")).quickstart().argument(question);
        all.push_str(&format!("$ --where-to-set '{question}'\n{}", run.run().failure()));
    }
    snapshot("no-question", all);
}

#[test]
fn secrets_are_not_shown() {
    let config = "plugins:\n  k8s:\n    default-env-vars:\n    - API_TOKEN: s3cret\n      LOG: x\n";
    let ask = |question: &str, more: &str| {
        Podtpl::new(&format!("explain task.yaml -c flyte.yaml --flyte 1.16.8 {more} --where-to-set"))
            .argument(question)
            .file("task.yaml", "name: app.train\ncontainer_image: app:1\n")
            .file("flyte.yaml", config)
            .run()
            .result()
    };
    let own = "spec.containers[0].env[API_TOKEN].value=other";
    let whole = "spec.containers[0].env[API_TOKEN]={name: API_TOKEN, value: other}";
    for question in [own, whole, "spec.containers[0].env[LOG].value=debug", "spec.containers[0].env[API_TOKEN].name=X"]
    {
        for format in ["", "-o json"] {
            assert!(!ask(question, format).contains("s3cret"), "{question} {format}");
        }
    }
    let asked = "spec.containers[0].env[API_TOKEN].value=typed";
    assert!(!ask(asked, "").contains("typed"));
    assert!(ask(own, "--show-secrets").contains("s3cret"));
}
