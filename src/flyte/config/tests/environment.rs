//! Variables of Flyte's own process.

use serde_json::json;

use super::{READERS, field, k8s, plain, reading};
use crate::tree::{Layer, Origin, Verdict};

#[test]
fn overrides() {
    let file =
        format!("{}storage: {{type: f}}\n", k8s("scheduler-name: file\ndefault-annotations: {a: b}\ndefault-cpus: 3"));
    for (env, key, want) in [
        (&[("PLUGINS.K8S.SCHEDULER-NAME", "a")][..], "scheduler-name", json!("a")),
        (&[("PLUGINS.K8S.SCHEDULER_NAME", "b")], "scheduler-name", json!("b")),
        (&[("PLUGINS.K8S.SCHEDULER-NAME", "a"), ("PLUGINS.K8S.SCHEDULER_NAME", "b")], "scheduler-name", json!("a")),
        (&[("PLUGINS_K8S_SCHEDULER_NAME", "c")], "scheduler-name", json!("file")),
        (&[("plugins.k8s.scheduler-name", "c")], "scheduler-name", json!("file")),
        (&[("PLUGINS.K8S.SCHEDULER_NAME", "")], "scheduler-name", json!("file")),
        (&[("PLUGINS.K8S.DEFAULT_CPUS", "700m")], "default-cpus", json!("700m")),
        (&[("PLUGINS.K8S.INJECT-FINALIZER", "true")], "inject-finalizer", json!(true)),
        (&[("PLUGINS.K8S.DEFAULT_ENV_FROM_SECRETS", "a,b")], "default-env-from-secrets", json!(["a", "b"])),
        (&[("PLUGINS.K8S.DEFAULT-ANNOTATIONS.A", "x")], "default-annotations", json!({"a": "x"})),
        (&[("PLUGINS.K8S.DEFAULT-ANNOTATIONS.Q", "x")], "default-annotations", json!({"a": "b"})),
        (&[("PLUGINS", "x")], "scheduler-name", json!("")),
        (&[("PLUGINS.K8S", "x")], "default-cpus", json!("1")),
        (&[("PLUGINS", "x"), ("PLUGINS.K8S.SCHEDULER-NAME", "a")], "scheduler-name", json!("a")),
        (&[("PLUGINS", "x"), ("PLUGINS.K8S.SCHEDULER_NAME", "a")], "scheduler-name", json!("")),
        (&[("PLUGINS", "")], "scheduler-name", json!("file")),
        (&[("STORAGE.TYPE", "e")], "storage.type", json!("e")),
        (&[("AWS_REGION", "x")], "scheduler-name", json!("file")),
    ] {
        for reader in READERS {
            let (config, _) = reading(&[&file], env, reader).result.unwrap();
            assert_eq!(plain(field(&config, key)), want, "{reader}: {env:?}");
        }
    }
}

#[test]
fn maps_cannot_be_set() {
    for name in ["PLUGINS.K8S.DEFAULT_LABELS", "PLUGINS.K8S.DEFAULT-LABELS", "PLUGINS.K8S.DEFAULT-POD-DNS-CONFIG"] {
        let errors = reading(&[], &[(name, "x")], "1.13.3").result.unwrap_err();
        assert!(errors[0].flyte.as_ref().unwrap().contains("expected a map, got 'string'"), "{name}");
    }
}

#[test]
fn the_origin_is_the_environment() {
    let mut sources = crate::source::Sources::new();
    let facts = sources.add("execution.yaml", "propellerEnv: {PLUGINS.K8S.SCHEDULER-NAME: e}");
    let file = sources.add("config.yaml", k8s("scheduler-name: f"));
    let documents = crate::yaml::parse(&sources, facts, crate::yaml::Dialect::Core).unwrap();
    let env = documents[0].root.get("propellerEnv").unwrap();
    let (config, _) = super::read(&sources, &[file], env, super::version("1.16.8")).unwrap();
    let node = &config.k8s.scheduler_name;
    let Origin::File { span, layer: Layer::Environment } = node.origin else { panic!("{:?}", node.origin) };
    assert_eq!(sources.slice(span), "e");
    let [lost] = node.displaced() else { panic!("{:?}", node.history) };
    assert_eq!((lost.verdict, sources.slice(lost.origin.span().unwrap())), (Verdict::Overridden, "f"));
    assert!(config.unread.iter().any(|u| sources.slice(u.span) == "f" && u.reason.contains("environment")));
}

#[test]
fn a_hidden_section_is_reported() {
    let read = reading(&[&k8s("scheduler-name: a")], &[("PLUGINS.K8S", "x")], "1.16.8");
    let (config, warnings) = read.result.unwrap();
    assert!(warnings.iter().any(|w| w.code == "config/hidden-section" && w.message.contains("`PLUGINS.K8S`")));
    assert!(config.unread.iter().any(|u| u.reason.contains("`PLUGINS.K8S` hides it")), "{:?}", config.unread);
}
