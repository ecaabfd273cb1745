//! Go's messages about JSON that does not fit, word for word.

use super::Keys;
use super::names::{Step, type_name};
use super::scalar::Refusal;
use crate::kube::fields::{Api, Kind};

/// Where in the outermost struct a value stands.
pub(super) struct Place<'a> {
    keys: Keys,
    root: &'a [&'a str],
    steps: Vec<Step>,
}

impl<'a> Place<'a> {
    pub(super) fn new(keys: Keys, root: &'a [&'a str]) -> Self {
        Place { keys, root, steps: Vec::new() }
    }

    pub(super) fn enter(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }

    /// Go's message for a value of this kind that it refuses here.
    pub(super) fn message(&self, refusal: &Refusal, kind: Kind) -> String {
        let at = self.steps.last().copied();
        let (what, target) = match refusal {
            Refusal::Mismatch(what) => (what, type_name(kind, at)),
            Refusal::Inner(what, target) => (what, (*target).to_owned()),
            Refusal::Bare(message) => return message.clone(),
        };
        let path = self.path();
        if path.is_empty() {
            return format!("json: cannot unmarshal {what} into Go value of type {target}");
        }
        let owner = at.map_or_else(|| self.owner_of_root(), |step| step.owner.name);
        format!("json: cannot unmarshal {what} into Go struct field {owner}.{path} of type {target}")
    }

    /// JSON names from the outermost struct down to here. Go's own decoder names embedded structs
    /// (in Go 1.24 and later), that of Kubernetes in its newer versions.
    fn path(&self) -> String {
        let mut names = self.root.to_vec();
        for step in &self.steps {
            let api = step.owner.api;
            if self.keys == Keys::AnyCase || api.is_some_and(Api::names_embedded_structs) {
                names.extend(step.embedded_in());
            }
            names.push(step.field.name);
        }
        names.join(".")
    }

    /// The struct that the last name of the root is a field of: a PodTemplate's part, or else the
    /// struct that old tasks wrap their Pod in.
    fn owner_of_root(&self) -> &'static str {
        match self.root {
            ["template"] => "PodTemplate",
            ["template", _] => "PodTemplateSpec",
            _ => "sidecarJob",
        }
    }
}
