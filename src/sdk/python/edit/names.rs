//! [`Names`]: what a module calls a class, and the imports that it lacks.

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::{Alias, Stmt};

use super::{Module, Sdk};
use crate::source::{SourceId, Span};

const CLIENT: &str = "kubernetes.client";

/// Names that modules have to import.
#[derive(Debug, Default)]
pub(super) struct Names {
    missing: BTreeSet<(SourceId, &'static str, &'static str)>,
}

impl Names {
    /// A class of the client, called as its neighbour is where it has one.
    pub fn of_client(&mut self, module: &Module, prefix: Option<&str>, class: &'static str) -> String {
        match prefix {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}{class}"),
            _ => self.name(module, "kubernetes", CLIENT, class),
        }
    }

    /// A class of an SDK.
    pub fn of_sdk(&mut self, module: &Module, sdk: Sdk, class: &'static str) -> String {
        let package = if sdk == Sdk::Flyte { "flyte" } else { "flytekit" };
        self.name(module, package, package, class)
    }

    fn name(&mut self, module: &Module, root: &str, package: &'static str, class: &'static str) -> String {
        let own = |alias: &Alias| alias.asname.as_ref().unwrap_or(&alias.name).to_string();
        let mut dotted = None;
        for statement in module.body() {
            match statement {
                Stmt::ImportFrom(s) if s.level == 0 => {
                    let from = s.module.as_ref().map_or("", |m| m.as_str());
                    let is_root = from.split('.').next() == Some(root);
                    for alias in s.names.iter().filter(|_| is_root) {
                        match alias.name.as_str() {
                            name if name == class => return own(alias),
                            "*" if from == package => return class.to_owned(),
                            // `from kubernetes import client`
                            name if format!("{from}.{name}") == package => dotted = Some(format!("{}.", own(alias))),
                            _ => {}
                        }
                    }
                }
                Stmt::Import(s) => {
                    let fitting = s.names.iter().filter(|alias| alias.name.as_str() == package);
                    fitting.for_each(|alias| dotted = Some(format!("{}.", own(alias))));
                }
                _ => {}
            }
        }
        dotted.map_or_else(
            || {
                self.missing.insert((module.id, package, class));
                class.to_owned()
            },
            |prefix| format!("{prefix}{class}"),
        )
    }

    /// The imports that are missing: where each goes, and its text.
    pub fn imports(&self, modules: &[Rc<Module>]) -> Vec<(Span, String)> {
        let mut out: Vec<(Span, String)> = Vec::new();
        let mut done = BTreeSet::new();
        for (id, package, _) in &self.missing {
            let Some(module) = modules.iter().find(|m| m.id == *id).filter(|_| done.insert((id, package))) else {
                continue;
            };
            let all = self.missing.iter().filter(|(i, p, _)| i == id && p == package);
            let classes: Vec<&str> = all.map(|(_, _, class)| *class).collect();
            let text = format!("from {package} import {}\n", classes.join(", "));
            out.push((import_of(module, package), text));
        }
        out
    }
}

/// Where a module imports from a package, or where its imports begin, behind those that must come first.
fn import_of(module: &Module, package: &str) -> Span {
    let root = |name: &str| name.split('.').next() == package.split('.').next();
    let is_future = |s: &Stmt| matches!(s, Stmt::ImportFrom(s) if s.module.as_deref() == Some("__future__"));
    let imports = |s: &&Stmt| matches!(s, Stmt::Import(_) | Stmt::ImportFrom(_)) && !is_future(s);
    let of_package = |s: &&Stmt| match s {
        Stmt::ImportFrom(s) => s.level == 0 && s.module.as_deref().is_some_and(root),
        Stmt::Import(s) => s.names.iter().any(|alias| root(&alias.name)),
        _ => false,
    };
    let body = module.body();
    let found = body.iter().find(of_package).or(body.iter().find(imports)).or(body.first());
    found.map_or(Span::new(module.id, 0, 0), |s| module.span(s)).at_start()
}
