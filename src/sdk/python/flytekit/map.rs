//! `map_task`: the task that it makes of another one (1.x).

use crate::sdk::TaskSource;
use crate::sdk::arguments::Sdk;
use crate::sdk::made::{Part, made};
use crate::sdk::python::common::convert::{Lost, known, lost};
use crate::sdk::python::flytekit::arguments;
use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::language::machine::{Machine, Made};
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::sdk::python::library::hashes;
use crate::sdk::python::library::text;
use crate::sdk::python::workflow::calls::number_in;
use crate::tree::{Node, Value};

/// What runs a mapped task; the task's own loader stands behind it.
const RESOLVER: &str = "flytekit.core.array_node_map_task.ArrayNodeMapTaskResolver";

/// The task that is mapped, and the inputs that are bound.
pub(in crate::sdk::python) struct Mapped {
    /// Number of the task among those that were made.
    pub number: usize,
    bound: Vec<String>,
    /// What the SDK hashes into the name.
    settings: String,
    /// `TaskMetadata(...)` in place of the task's own.
    metadata: Option<Node>,
}

/// What a call of `map_task` maps.
pub(in crate::sdk::python) fn mapped(maker: &Val<'_>) -> Result<Mapped, Lost> {
    let Kind::Object(object) = &known(maker)?.kind else { return Err(lost(maker.span, "no task to map")) };
    let object = object.borrow();
    let target = object.get("()").ok_or_else(|| lost(maker.span, "no task to map"))?;
    let Kind::Object(inner) = &known(target)?.kind else { return Err(lost(target.span, "it is no task")) };
    let inner = inner.borrow();
    let (task, mut bound) = match inner.class.as_str() {
        "functools.partial" => {
            let names =
                inner.fields.iter().filter(|f| f.name != "()" && f.name != "*").map(|f| f.name.clone()).collect();
            (inner.get("()").cloned(), names)
        }
        _ => (Some(target.clone()), Vec::new()),
    };
    let number = task.as_ref().and_then(|t| number_in(t, "number"));
    let number = number.ok_or_else(|| lost(target.span, "it is no task"))?;
    bound.sort();
    let mut settings = bound.join(",");
    for (name, default) in [("concurrency", "None"), ("min_successes", "None"), ("min_success_ratio", "1.0")] {
        settings.push_str(&setting(&object, name, default)?);
    }
    let metadata = match object.get("metadata").filter(|v| !v.is_none()) {
        Some(value) => Some(arguments::metadata(value)?),
        None => None,
    };
    Ok(Mapped { number, bound, settings, metadata })
}

fn setting(object: &Object<'_>, name: &str, default: &str) -> Result<String, Lost> {
    match object.get(name) {
        Some(value) => text::str(known(value)?).ok_or_else(|| lost(value.span, "it is no number")),
        None => Ok(default.to_owned()),
    }
}

/// The mapped task's template as the map task's.
pub(in crate::sdk::python) fn template(mapped: &Mapped, inner: TaskSource, module: &str, function: &str) -> TaskSource {
    let name = format!("{module}.map_{function}_{}-arraynode", hashes::md5(&mapped.settings));
    let mut template = inner.template;
    let of_sdk = || made(Sdk::Flytekit, Part::Args);
    if let Some(id) = template.map_mut().get_mut("id") {
        id.set("name", Node::str(name.clone(), made(Sdk::Flytekit, Part::Kind)));
    }
    if let Some(metadata) = &mapped.metadata {
        template.set("metadata", metadata.clone());
    }
    template.set("taskTypeVersion", Node::int(1, made(Sdk::Flytekit, Part::Kind)));
    rewrite(&mut template, &mut |args: &mut Vec<Node>| {
        let resolver = args.iter().position(|a| a.as_str() == Some("--resolver"));
        let is_task = args.first().and_then(Node::as_str) == Some("pyflyte-execute");
        let Some(at) = resolver.filter(|at| is_task && args.len() > at + 2) else { return };
        let behind = args.split_off(at + 1);
        if let Some(first) = args.first_mut() {
            *first = Node::text("pyflyte-map-execute", of_sdk());
        }
        let vars = mapped.bound.join(",");
        let own = [RESOLVER, "--", "vars"].into_iter().map(|w| Node::text(w, of_sdk()));
        args.extend(own.chain([Node::str(vars, of_sdk()), Node::text("resolver", of_sdk())]));
        args.extend(behind.into_iter().filter(|a| a.as_str() != Some("--")));
    });
    TaskSource { name, template, ..inner }
}

/// Changes the args of every container.
fn rewrite(node: &mut Node, change: &mut dyn FnMut(&mut Vec<Node>)) {
    for path in [&["container"][..], &["k8sPod", "podSpec", "containers"]] {
        let mut at = Some(&mut *node);
        for key in path {
            at = at.filter(|n| n.get(key).is_some()).and_then(|n| n.map_mut().get_mut(key));
        }
        let Some(found) = at else { continue };
        let all = if matches!(found.value, Value::Seq(_)) {
            found.seq_mut().as_mut_slice()
        } else {
            std::slice::from_mut(found)
        };
        for container in all {
            let has = container.get("args").is_some_and(|a| !a.items().is_empty());
            if has && let Some(args) = container.map_mut().get_mut("args") {
                change(args.seq_mut());
            }
        }
    }
}

impl<'a> Machine<'a> {
    /// A call of `map_task` makes a task.
    pub fn maps(&mut self, maker: &Val<'a>) {
        let mapped = mapped(maker).ok();
        let inner = mapped.as_ref().and_then(|m| self.made.get(m.number));
        let function = inner.and_then(|inner| inner.function.clone());
        if self.graph_only(maker) {
            return;
        }
        if let Some(mapped) = mapped {
            refusals::mapped(self, mapped.number, maker.span);
        }
        if self.raised.is_some() {
            return;
        }
        // what is mapped in a sibling is that sibling's
        let module = self.running();
        self.made.push(Made { module, function, maker: maker.clone(), span: maker.span, condition: self.condition });
    }

    /// Whether what is mapped is registered elsewhere or no task at all: that makes no task.
    fn graph_only(&self, maker: &Val<'a>) -> bool {
        let Kind::Object(object) = &maker.kind else { return false };
        let object = object.borrow();
        let Some(Kind::Object(target)) = object.get("()").map(|t| &t.kind) else { return false };
        matches!(target.borrow().class.as_str(), "flytekit.LaunchPlan" | "flytekit.reference")
    }
}
