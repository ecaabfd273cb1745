//! What must hold on every conformance case.

use std::collections::HashSet;

use podtpl::explain::lookup::{Lookup, NamedBy};
use podtpl::explain::steps::{Account, accounts};
use podtpl::flyte::pipeline::{Inputs, PIPELINE, State, Trace, TracedStep, trace};
use podtpl::output::explain::{Run, steps_json};
use podtpl::output::origins::Places;
use podtpl::tree::{Definition, Node, Value};

use crate::cases::{self, Case, Loaded};

/// One case, as one version runs it.
struct World<'a> {
    case: &'a Case,
    loaded: &'a Loaded,
    inputs: &'a Inputs<'a>,
    trace: &'a Trace,
    accounts: &'a [Account<'a>],
}

fn check(version: &str) {
    let flyte = cases::version(version);
    let mut count = 0;
    for case in cases::all() {
        let Ok(loaded) = cases::load(&case, flyte) else { continue };
        let inputs = loaded.inputs();
        let trace = trace(&inputs, flyte);
        let accounts = accounts(&trace, &inputs);
        let world = World { case: &case, loaded: &loaded, inputs: &inputs, trace: &trace, accounts: &accounts };
        world.gives_the_same_pod_or_refusal();
        world.tells_every_step_up_to_the_end();
        world.ends_with_the_pod();
        world.idle_steps_change_nothing_and_others_something();
        world.what_lost_is_told();
        world.the_look_up_agrees_with_the_pod();
        world.is_json();
        count += 1;
    }
    assert!(count > 900, "only {count} traces");
}

#[test]
fn traces_of_1_16_8() {
    check("1.16.8");
}

#[test]
fn traces_of_2_0_43() {
    check("2.0.43");
}

#[test]
fn traces_of_the_documented_rules() {
    check("docs");
}

/// Others, whose pipelines differ in steps, on every tenth case.
#[test]
fn traces_of_older_versions() {
    for version in ["1.13.3", "1.15.3", "2.0.9"] {
        let flyte = cases::version(version);
        for case in cases::all().iter().step_by(10) {
            let Ok(loaded) = cases::load(case, flyte) else { continue };
            let inputs = loaded.inputs();
            let trace = trace(&inputs, flyte);
            let accounts = accounts(&trace, &inputs);
            let world = World { case, loaded: &loaded, inputs: &inputs, trace: &trace, accounts: &accounts };
            world.gives_the_same_pod_or_refusal();
            world.tells_every_step_up_to_the_end();
            world.ends_with_the_pod();
            world.idle_steps_change_nothing_and_others_something();
        }
    }
}

fn printed(node: &Node) -> String {
    let mut text = String::new();
    podtpl::yaml::emit_json(node, &mut text).unwrap();
    text
}

/// As values, without looking at what is the same by name; nulls are as good as absent.
fn without_nulls(node: &Node) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.retain(|_, v| !v.is_null());
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = cases::json(node);
    strip(&mut value);
    value
}

/// What a definition says, to be compared.
fn known_by(definition: &Definition) -> String {
    let Definition { value, origin, verdict, rule, .. } = definition;
    format!("{verdict:?} {rule:?} {origin:?} {}", printed(&Node::new(value.clone(), origin.clone())))
}

fn definitions(node: &Node, found: &mut Vec<String>) {
    found.extend(node.displaced().iter().map(known_by));
    node.entries().iter().for_each(|e| definitions(&e.node, found));
    node.items().iter().for_each(|n| definitions(n, found));
}

impl World<'_> {
    fn id(&self) -> String {
        format!("{} ({})", self.case.id, self.trace.version)
    }

    fn gives_the_same_pod_or_refusal(&self) {
        match (self.loaded.render(), &self.trace.result) {
            (Ok(pod), Ok(traced)) => {
                assert_eq!(printed(&pod.node), printed(&traced.node), "{}", self.id());
                assert_eq!(pod.deciders.len(), traced.deciders.len(), "{}", self.id());
            }
            (Err(errors), Err(traced)) => assert_eq!(&errors, traced, "{}", self.id()),
            (_, traced) => panic!("{}: {traced:?}", self.id()),
        }
    }

    fn tells_every_step_up_to_the_end(&self) {
        let steps = &self.trace.steps;
        let names: Vec<&str> = steps.iter().map(|s| s.step.name).collect();
        let all: Vec<&str> = PIPELINE.iter().take(names.len()).map(|s| s.name).collect();
        assert_eq!(names, all, "{}", self.id());
        let refused = steps.iter().position(|s| s.state == State::Refused);
        match &self.trace.result {
            Ok(_) => assert_eq!((refused, names.len()), (None, PIPELINE.len()), "{}", self.id()),
            Err(_) => assert_eq!(refused, Some(names.len() - 1), "{}", self.id()),
        }
        for step in steps {
            let absent = !(step.step.exists)(self.loaded.version);
            assert_eq!(absent, step.state == State::NotInVersion, "{} {}", self.id(), step.step.name);
        }
    }

    fn ends_with_the_pod(&self) {
        if let (Some(last), Ok(pod)) = (self.trace.steps.last(), &self.trace.result) {
            for part in ["metadata", "spec"] {
                let (end, node) = (last.after.pod.get(part).unwrap(), pod.node.get(part).unwrap());
                assert_eq!(printed(end), printed(node), "{} {part}", self.id());
            }
        }
        for pair in self.trace.steps.windows(2) {
            let [one, next] = pair else { continue };
            assert_eq!(printed(&one.after.pod), printed(&next.before.pod), "{} {}", self.id(), next.step.name);
        }
    }

    fn idle_steps_change_nothing_and_others_something(&self) {
        for account in self.accounts {
            let TracedStep { step, state, before, after, .. } = account.traced;
            let equal = without_nulls(&before.pod) == without_nulls(&after.pod)
                && without_nulls(&before.established) == without_nulls(&after.established);
            assert_eq!(equal, *state != State::Did, "{} {} {state:?}", self.id(), step.name);
            assert_eq!(equal, account.changes.is_empty() && account.established.is_empty(), "{}", self.id());
            if let State::Idle(reason) = state {
                assert!(self.holds(step.name, reason, account.traced), "{} {}: {reason}", self.id(), step.name);
            }
        }
    }

    /// Every definition of the Pod was left in some step, unless it lost within an input already.
    fn what_lost_is_told(&self) {
        let Ok(pod) = &self.trace.result else { return };
        let mut told: HashSet<String> = HashSet::new();
        for account in self.accounts {
            for left in &account.left {
                let root = if left.in_pod { &account.traced.after.built } else { &account.traced.after.established };
                assert!(root.find(&left.path).is_some(), "{} {}", self.id(), left.path);
                told.insert(known_by(left.definition));
            }
        }
        let mut within = Vec::new();
        let config = &mut within;
        self.inputs.config.for_each_node(&mut |node| definitions(node, config));
        definitions(self.inputs.task.root(), &mut within);
        definitions(self.inputs.execution.facts(), &mut within);
        let within: HashSet<String> = within.into_iter().collect();
        let mut lost = Vec::new();
        definitions(&pod.node, &mut lost);
        for definition in lost {
            assert!(told.contains(&definition) || within.contains(&definition), "{}: {definition}", self.id());
        }
    }

    fn the_look_up_agrees_with_the_pod(&self) {
        let Some(lookup) = Lookup::of(self.inputs, self.trace) else { return };
        let Ok(pod) = &self.trace.result else { return };
        assert_eq!(lookup.found(), pod.template.is_some(), "{}", self.id());
        if let (Some((name, namespace)), Some(wanted)) = (&pod.template, &lookup.name) {
            assert_eq!(name.as_str(), wanted.as_str(), "{}", self.id());
            let used = lookup.tries.iter().find(|t| t.found == podtpl::explain::lookup::Found::Used).unwrap();
            assert_eq!(used.namespace.as_str(), namespace.as_str(), "{}", self.id());
        }
        assert!(!(lookup.near.is_some() && lookup.found()), "{}", self.id());
        assert_eq!(lookup.excluded.is_some(), lookup.named_by == NamedBy::Task && self.default_is_named());
    }

    fn default_is_named(&self) -> bool {
        self.inputs.config.k8s.default_pod_template_name.is_filled()
    }

    fn is_json(&self) {
        let places = Places { sources: &self.loaded.sources, templates: &[] };
        let lookup = Lookup::of(self.inputs, self.trace);
        let run = Run { task: &self.case.id, trace: self.trace, accounts: self.accounts, lookup: lookup.as_ref() };
        let text = steps_json(&[run], places, true);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", self.id()));
        let steps = json["steps"].as_array().unwrap();
        assert_eq!(steps.len(), self.trace.steps.len());
        for (step, account) in steps.iter().zip(self.accounts) {
            let states = ["absent", "idle", "changed", "refused"];
            assert!(states.contains(&step["state"].as_str().unwrap()));
            let after = cases::json(&account.traced.after.pod);
            let changes = step["changes"].as_array().map_or(&[][..], Vec::as_slice);
            assert_eq!(changes.len(), account.changes.len());
            for change in changes.iter().filter(|c| c["op"] == "add" && c.get("leaves").is_some()) {
                let leaf = |l: &serde_json::Value| after.pointer(l["path"].as_str().unwrap()).is_some();
                assert!(change["leaves"].as_array().unwrap().iter().all(leaf), "{} {change}", self.id());
            }
        }
        let list: serde_json::Value = serde_json::from_str(&steps_json(&[run, run], places, true)).unwrap();
        assert_eq!(
            (&list["items"][1]["steps"], &list["items"][1]["task"]),
            (&json["steps"], &self.case.id.as_str().into())
        );
    }
}

/// Whether the reasons why steps did nothing are true, looked up in the inputs by other ways than the
/// steps'. A reason that is not known here fails: whoever writes a new one says when it holds.
impl World<'_> {
    fn holds(&self, step: &str, reason: &str, traced: &TracedStep) -> bool {
        let (task, execution, config) = (self.inputs.task, self.inputs.execution, self.inputs.config);
        let given = |keys: &[&str]| !execution.at(keys).is_null();
        let spec = |key: &str| traced.before.pod.at(&["spec", key]).cloned();
        match (step, reason) {
            ("admin-defaults", "FlyteAdmin looks at the resources of container tasks only") => {
                task.container().is_none()
            }
            ("admin-defaults", text) if text.starts_with("`task_resources` are not") => {
                !self.case.config.contains("task_resources")
            }
            ("admin-defaults", text) if text.starts_with("the task gives") => {
                ["requests", "limits"].iter().all(|side| !task.at(&["container", "resources", side]).items().is_empty())
            }
            ("overrides", "the node has no with_overrides resources") => !given(&["overrides", "resources"]),
            ("secrets", "the task asks for no secrets") => task.secrets().is_empty(),
            ("pod-template-override", "the node has no with_overrides(pod_template=)") => {
                !given(&["overrides", "podTemplate"])
            }
            (
                "pod-template-override" | "service-links",
                "sidecar tasks of task type version 0 and 1 are left alone",
            ) => task.task_type().as_str() == Some("sidecar") && task.type_version() < 2,
            ("service-links", "`enableServiceLinks` is false already") => {
                spec("enableServiceLinks").and_then(|n| n.as_bool()) == Some(false)
            }
            ("template-lookup", text) => self.look_up_holds(text),
            ("co-pilot", "the task's data loading is not enabled") => {
                task.data_config().get("enabled").and_then(Node::as_bool) != Some(true)
            }
            ("class-template", "the task asks for no accelerator") => self.accelerator().is_null(),
            ("class-template", text) if text.starts_with("device class `") => {
                let name = text.split('`').nth(1).unwrap();
                let class = config.k8s.accelerator_device_classes.iter().find(|class| class.name == name).unwrap();
                !self.accelerator().is_null() && class.pod_template.is_null()
            }
            ("runtime-template", "no template is named") => {
                !self.default_is_named() && !task.pod_template_name().is_filled()
            }
            ("runtime-template", "no template was found") => traced.before.established.get("runtimeTemplate").is_none(),
            ("runtime-template", text) if text.starts_with("the template gives nothing") => {
                traced.before.established.get("runtimeTemplate").is_some()
            }
            ("accelerator", text) => self.accelerator_holds(text, traced),
            ("shared-memory", "the task asks for no shared memory") => {
                task.at(&["extendedResources", "sharedMemory"]).is_null()
            }
            ("image-override", "the node has no with_overrides(container_image=)") => {
                execution.at(&["overrides", "containerImage"]).str_or_empty().is_empty()
            }
            ("vscode-probe", "the primary container has no variable `_F_E_VS`") => {
                !printed(spec("containers").as_ref().unwrap()).contains("_F_E_VS")
            }
            ("service-account", "a service account is set already") => spec("serviceAccountName").is_some(),
            ("service-account", "neither the pod nor the execution names a service account") => {
                spec("serviceAccountName").is_none() && execution.at(&["serviceAccount"]).str_or_empty().is_empty()
            }
            ("service-account", text) if text.contains("run_as") => {
                let own = task.at(&["securityContext", "runAs", "k8sServiceAccount"]).str_or_empty();
                let default = config.default_service_account.str_or_empty();
                own.is_empty()
                    && (default.is_empty() || !text.contains("default"))
                    && spec("serviceAccountName").is_none()
            }
            // nothing more than that the step changed nothing
            ("pod-level" | "plugin-last", "the configuration sets nothing that is not there already") => true,
            other => panic!("{}: nobody says when this holds: {other:?}", self.id()),
        }
    }

    fn look_up_holds(&self, reason: &str) -> bool {
        let Some(missing) = reason.strip_prefix("there is no PodTemplate `") else {
            let nobody = !self.default_is_named() && !self.inputs.task.pod_template_name().is_filled();
            return reason == "neither the task nor `default-pod-template-name` names a template" && nobody;
        };
        let quoted: Vec<&str> = missing.split('`').step_by(2).collect();
        let (name, own, flyte) = (quoted[0], quoted[1], quoted.get(2).copied().unwrap_or(""));
        let is_default = self.inputs.config.k8s.default_pod_template_name.as_str() == Some(name);
        let fits = match reason.ends_with("is no error") {
            true => is_default,
            false => self.inputs.task.pod_template_name().as_str() == Some(name),
        };
        fits && [own, flyte].iter().all(|namespace| self.inputs.templates.get(namespace, name).is_none())
    }

    fn accelerator(&self) -> &Node {
        let over = self.inputs.execution.at(&["overrides", "extendedResources", "gpuAccelerator"]);
        let own = self.inputs.task.at(&["extendedResources", "gpuAccelerator"]);
        if over.is_null() || self.loaded.version.is_2() { own } else { over }
    }

    fn accelerator_holds(&self, reason: &str, traced: &TracedStep) -> bool {
        let k8s = &self.inputs.config.k8s;
        let classes = k8s.accelerator_device_classes.iter().map(|class| &class.resource_name);
        let classes = classes.filter(|_| self.loaded.version.is_2());
        let keys: Vec<&str> = std::iter::once(&k8s.gpu_resource_name).chain(classes).filter_map(Node::as_str).collect();
        let containers = traced.before.pod.at(&["spec", "containers"]).map_or(&[][..], Node::items);
        let limits = containers.iter().filter_map(|c| c.at(&["resources", "limits"])).flat_map(Node::entries);
        let limited = limits.filter(|e| keys.contains(&e.key.as_str())).count() > 0;
        let asked = !self.accelerator().is_null();
        match reason {
            "the task asks for no accelerator" => !asked && limited,
            "the task asks for no accelerator, and no container has a limit for one" => !asked && !limited,
            text if text.starts_with("no container has a limit for `") => {
                asked && !limited && keys.iter().filter(|k| !k.is_empty()).all(|k| text.contains(&format!("`{k}`")))
            }
            other => panic!("{}: nobody says when this holds: {other}", self.id()),
        }
    }
}

trait OrEmpty {
    fn str_or_empty(&self) -> &str;
}

impl OrEmpty for Node {
    fn str_or_empty(&self) -> &str {
        match &self.value {
            Value::Str(text) => text.as_str(),
            _ => "",
        }
    }
}
