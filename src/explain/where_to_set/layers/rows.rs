//! Which key of Flyte's configuration reaches which field of a Pod, as data.

use super::super::target::{Step, is_containers};
use super::Context;
use crate::kube::quantity::Quantity;
use crate::tree::Node;

/// A step of a row's path.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// This field.
    Field(&'static str),
    /// Any key of a map; it is the key of the setting's map, too.
    Key,
    /// Any item of a list.
    Item,
    /// `spec`, a list of containers, and any container in it.
    Container,
    /// The same for the primary container alone.
    Primary,
    /// The same for a container that co-pilot adds.
    CoPilot,
    /// Anything, also nothing.
    Rest,
}

/// What the setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// The value itself.
    Value,
    /// A map with the field's key.
    Entry,
    /// A map by the names of variables.
    Variable,
    /// The part of a struct below the field.
    Below,
    /// A list with the item.
    Item,
    /// A list of names.
    Name,
    /// `true`, which makes Flyte write a value of its own.
    Switch,
}

/// One key and the field that it reaches.
#[derive(Debug)]
pub(super) struct Row {
    pub on: &'static [On],
    pub key: &'static str,
    pub takes: Takes,
    /// Whether it can reach this Pod's field at all.
    pub when: fn(&Context<'_>) -> bool,
}

const fn row(on: &'static [On], key: &'static str, takes: Takes) -> Row {
    Row { on, key, takes, when: |_| true }
}

const fn row_if(on: &'static [On], key: &'static str, takes: Takes, when: fn(&Context<'_>) -> bool) -> Row {
    Row { on, key, takes, when }
}

use On::{CoPilot, Container, Field, Item, Key, Primary, Rest};
use Takes::{Below, Entry, Name, Switch, Value, Variable};

const METADATA: On = Field("metadata");
const SPEC: On = Field("spec");
const RESOURCES: On = Field("resources");

/// All rows, in the order in which they are offered.
pub(super) static ROWS: &[Row] = &[
    row(&[METADATA, Field("labels"), Key], "plugins.k8s.default-labels", Entry),
    row(&[METADATA, Field("annotations"), Key], "plugins.k8s.default-annotations", Entry),
    row_if(&[METADATA, Field("finalizers"), Item], "plugins.k8s.inject-finalizer", Switch, is_finalizer),
    row_if(&[SPEC, Field("nodeSelector"), Key], "plugins.k8s.interruptible-node-selector", Entry, interruptible),
    row(&[SPEC, Field("nodeSelector"), Key], "plugins.k8s.default-node-selector", Entry),
    row_if(
        &[SPEC, Field("tolerations"), Item, Rest],
        "plugins.k8s.interruptible-tolerations",
        Takes::Item,
        interruptible,
    ),
    row(&[SPEC, Field("tolerations"), Item, Rest], "plugins.k8s.default-tolerations", Takes::Item),
    row(&[SPEC, Field("schedulerName")], "plugins.k8s.scheduler-name", Value),
    row(&[SPEC, Field("hostNetwork")], "plugins.k8s.enable-host-networking-pod", Value),
    row_if(&[SPEC, Field("serviceAccountName")], "executor.defaultK8sServiceAccount", Value, run_as),
    row(&[SPEC, Field("affinity"), Rest], "plugins.k8s.default-affinity", Below),
    row(&[SPEC, Field("securityContext"), Rest], "plugins.k8s.default-pod-security-context", Below),
    row(&[SPEC, Field("dnsConfig"), Rest], "plugins.k8s.default-pod-dns-config", Below),
    row(&[Primary, Field("securityContext"), Rest], "plugins.k8s.default-security-context", Below),
    row(&[Primary, Field("imagePullPolicy")], "plugins.k8s.image-pull-policy", Value),
    row(&[Container, Field("env"), Item, Field("value")], "plugins.k8s.default-env-vars", Variable),
    row(
        &[Container, Field("envFrom"), Item, Field("secretRef"), Field("name")],
        "plugins.k8s.default-env-from-secrets",
        Name,
    ),
    row(
        &[Container, Field("envFrom"), Item, Field("configMapRef"), Field("name")],
        "plugins.k8s.default-env-from-configmaps",
        Name,
    ),
    row(&[CoPilot, Field("image")], "plugins.k8s.co-pilot.image", Value),
    row_if(&[CoPilot, RESOURCES, Rest], "plugins.k8s.co-pilot.cpu", Value, is_cpu),
    row_if(&[CoPilot, RESOURCES, Rest], "plugins.k8s.co-pilot.memory", Value, is_memory),
    row_if(&[Container, RESOURCES, Rest], "plugins.k8s.default-cpus", Value, |c| plugin_defaults(c) && is_cpu(c)),
    row_if(&[Container, RESOURCES, Rest], "plugins.k8s.default-memory", Value, |c| plugin_defaults(c) && is_memory(c)),
    row_if(&[Container, RESOURCES, Rest], "task_resources.defaults.cpu", Value, |c| admin(c) && is_cpu(c)),
    row_if(&[Container, RESOURCES, Rest], "task_resources.defaults.memory", Value, |c| admin(c) && is_memory(c)),
    row_if(&[Container, RESOURCES, Rest], "task_resources.defaults.gpu", Value, |c| admin(c) && is(c, "gpu")),
    row_if(&[Container, RESOURCES, Rest], "task_resources.defaults.ephemeralStorage", Value, |c| {
        admin(c) && is(c, "ephemeral-storage")
    }),
    row_if(&[Container, RESOURCES, Rest], "task_resources.limits.cpu", Value, |c| caps(c) && is_cpu(c)),
    row_if(&[Container, RESOURCES, Rest], "task_resources.limits.memory", Value, |c| caps(c) && is_memory(c)),
    row_if(&[Container, RESOURCES, Rest], "task_resources.limits.gpu", Value, |c| caps(c) && is(c, "gpu")),
    row_if(&[Container, RESOURCES, Rest], "task_resources.limits.ephemeralStorage", Value, |c| {
        caps(c) && is(c, "ephemeral-storage")
    }),
];

fn interruptible(c: &Context<'_>) -> bool {
    c.known.pod.interruptible
}

fn run_as(c: &Context<'_>) -> bool {
    c.known.version.is_2() && c.known.version.run_as_before_template()
}

fn is_finalizer(c: &Context<'_>) -> bool {
    c.wanted.text() == Some(c.known.version.finalizer())
}

fn admin(c: &Context<'_>) -> bool {
    c.known.version.has_admin_defaults()
}

/// A limit can only make less of what is asked.
fn caps(c: &Context<'_>) -> bool {
    let present = c.target.resource().and_then(|(side, _)| super::resources::present(c, side));
    let parsed = |text: Option<&str>| text.and_then(|t| Quantity::parse(t).ok());
    let (present, wanted) = (parsed(present.as_ref().and_then(Node::as_str)), parsed(c.wanted.text()));
    admin(c) && present.zip(wanted).is_some_and(|(present, wanted)| wanted.compare(&present).is_lt())
}

/// 2.x; by the documented rules, too, as long as there is no `task_resources` section.
fn plugin_defaults(c: &Context<'_>) -> bool {
    let version = c.known.version;
    version.uses_plugin_resource_defaults() || version.is_documented() && !c.known.inputs.config.has_task_resources
}

fn is(c: &Context<'_>, resource: &str) -> bool {
    super::resources::asked(c).is_some_and(|(_, r)| r.pod == resource)
}

fn is_cpu(c: &Context<'_>) -> bool {
    is(c, "cpu")
}

fn is_memory(c: &Context<'_>) -> bool {
    is(c, "memory")
}

impl Row {
    /// The steps below the row's path, if it leads to the field.
    pub fn below<'t>(&self, c: &Context<'_>, steps: &'t [Step]) -> Option<&'t [Step]> {
        if !(self.when)(c) {
            return None;
        }
        let mut rest = steps;
        for on in self.on {
            let (first, more) = match rest {
                [first, more @ ..] => (Some(first), more),
                [] => (None, &[][..]),
            };
            rest = match (on, first) {
                (On::Rest, _) => return Some(rest),
                (On::Field(name), Some(Step::Field(own))) if name == own => more,
                (On::Key, Some(Step::Key(_))) => more,
                (On::Item, Some(Step::Item(_) | Step::New(_))) => more,
                (On::Container | On::Primary | On::CoPilot, _) => container(c, *on, rest)?,
                _ => return None,
            };
        }
        rest.is_empty().then_some(rest)
    }
}

/// Goes over `spec`, a list of containers and a container.
fn container<'t>(c: &Context<'_>, on: On, steps: &'t [Step]) -> Option<&'t [Step]> {
    let [Step::Field("spec"), Step::Field(list), Step::Item(identity), rest @ ..] = steps else { return None };
    if !is_containers(list) || *list == "ephemeralContainers" {
        return None;
    }
    let prefix = c.known.inputs.config.k8s.co_pilot.name.as_str().unwrap_or("");
    let name = identity.text();
    let part = name.strip_prefix(prefix).unwrap_or("");
    let is_co_pilot = matches!(part, "downloader" | "uploader" | "sidecar");
    let fits = match on {
        On::Primary => identity.is_primary,
        On::CoPilot => is_co_pilot,
        _ => !is_co_pilot,
    };
    fits.then_some(rest)
}
