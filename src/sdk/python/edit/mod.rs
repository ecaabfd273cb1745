//! Edits of Python texts: a task's arguments as a tree in which every value stands at the expression that
//! gives it, and a changed tree as changes of the texts.
//!
//! `tree` makes the tree of a task's values; `walk` compares it with a changed one, `slot` finds the expressions
//! of a value, `place` those at a place and what is beside them, `spell` writes values as Python, `names` knows what
//! a module calls a class.

mod names;
mod place;
mod slot;
mod spell;
mod tree;
mod ty;
mod walk;

use super::language::machine::{Machine, Made};
use super::syntax::Module;
use super::value::Kind;
use super::{PythonModule, Reading, is_map, map, sdk};
use crate::sdk::SdkSettings;
use crate::sdk::arguments::Sdk;
use crate::source::{Sources, Span, Splice};
use crate::tree::{Node, Origin};

/// The arguments of a task of the first of these modules, as the authoring form has them: every value at the
/// expression that gives it, fields of the client's models by their JSON names. None if there is no such task.
pub fn python_arguments(
    sources: &Sources,
    modules: &[PythonModule],
    settings: &SdkSettings,
    task: &str,
) -> Option<Node> {
    let parsed = PythonModule::trees(modules).ok()?;
    let mut machine = Machine::new(&parsed, &settings.values);
    machine.module(0);
    if machine.raised.is_some() {
        return None;
    }
    machine.workflows();
    if machine.exhausted {
        return None;
    }
    let reading = Reading { sources, settings, modules: &parsed, all: &machine.made };
    let made = machine.made.iter().rev().find(|made| reading.task(made).name == task)?;
    Some(tree::of_task(inner(made, &machine.made)?))
}

/// The changes of the texts that make the arguments `before` of a task into `after`; what has another origin in
/// `after` is written anew, the value asked for has the origin `new` there. The error says why the texts cannot be
/// changed so.
pub fn rewrite_python(
    modules: &[PythonModule],
    before: &Node,
    after: &Node,
    new: &Origin,
) -> Result<Vec<Splice>, String> {
    let parsed = PythonModule::trees(modules).map_err(|_| "it could not be read".to_owned())?;
    let is_flyte = before.get(tree::SDK).and_then(Node::as_str) == Some(tree::FLYTE);
    walk::splices(&parsed, if is_flyte { Sdk::Flyte } else { Sdk::Flytekit }, before, after, new)
}

/// The changes of the texts that make the value written out at a place into another one, which has the origin `new`.
/// The error says why there are none.
pub fn rewrite_python_at(
    modules: &[PythonModule],
    span: Span,
    value: &Node,
    new: &Origin,
) -> Result<Vec<Splice>, String> {
    let parsed = PythonModule::trees(modules).map_err(|_| "it could not be read".to_owned())?;
    walk::at_literal(&parsed, span, value, new)
}

/// The task whose arguments count: of a map task the one that it maps.
fn inner<'m, 'a>(made: &'m Made<'a>, all: &'m [Made<'a>]) -> Option<&'m Made<'a>> {
    if is_map(made) { all.get(map::mapped(&made.maker).ok()?.number) } else { Some(made) }
}

#[cfg(test)]
mod tests;
