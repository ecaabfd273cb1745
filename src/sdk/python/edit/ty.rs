//! [`Ty`]: what stands at a place of a task's arguments, so that it can be written as Python.

use crate::sdk::client::{self, Kind};

/// What is written at a place.
#[derive(Clone, Debug)]
pub(super) enum Ty {
    /// The call that makes the task or its environment.
    Task,
    /// The SDK's `PodTemplate`.
    Template,
    /// The SDK's `Resources`.
    Resources,
    /// An amount of `Resources`: alone, or request and limit.
    Amount,
    /// What a field of the client's models holds.
    Of(Kind),
    /// Anything else: displays and literals.
    Plain,
}

impl Ty {
    /// What an entry holds.
    pub fn entry(&self, key: &str) -> Ty {
        match (self, key) {
            (Ty::Task, "pod_template") => Ty::Template,
            (Ty::Task, "requests" | "limits" | "resources") => Ty::Resources,
            // of a container task a part of its own call
            (Ty::Task, "container") => Ty::Task,
            (Ty::Template, "pod_spec") => Ty::Of(Kind::Class("V1PodSpec")),
            (Ty::Resources, _) => Ty::Amount,
            (Ty::Of(Kind::Class(class)), _) => {
                client::attributes(class).iter().find(|a| a.json == key).map_or(Ty::Plain, |a| Ty::Of(a.kind.clone()))
            }
            _ => Ty::Plain,
        }
    }

    /// What an item of a list holds.
    pub fn item(&self) -> Ty {
        match self {
            Ty::Of(Kind::List(inner)) => Ty::Of((**inner).clone()),
            _ => Ty::Plain,
        }
    }

    /// The client's class, if it is one.
    pub fn class(&self) -> Option<&'static str> {
        match self {
            Ty::Of(Kind::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// Whether a call with arguments makes it.
    pub fn is_made(&self) -> bool {
        matches!(self, Ty::Task | Ty::Template | Ty::Resources) || self.class().is_some()
    }

    /// The name of an argument.
    pub fn argument<'k>(&self, key: &'k str) -> Option<&'k str> {
        match self.class() {
            Some(class) => client::attributes(class).iter().find(|a| a.json == key).map(|a| a.python),
            None => Some(key),
        }
    }
}
