//! `with_overrides` (1.x): what a call of it puts on a node, when the call is made.

use crate::diagnostic::Diagnostic;
use crate::flyte::relabel;
use crate::sdk::accelerators;
use crate::sdk::arguments::Sdk;
use crate::sdk::parts::{self, Fields, refused};
use crate::sdk::python::common::convert;
use crate::sdk::python::common::convert::{Lost, known, origin};
use crate::sdk::python::flytekit::arguments as flytekit;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::marks::Unknown;
use crate::sdk::python::unknown::Shown;
use crate::sdk::python::workflow::amounts;
use crate::sdk::python::workflow::body::is_promise;
use crate::sdk::python::workflow::graph::Runs;
use crate::source::Span;
use crate::tree::{Layer, Node, Origin};

/// The parameters in order.
const PARAMETERS: &str = "node_name aliases requests limits timeout retries interruptible name task_config \
    container_image accelerator cache shared_memory pod_template resources";

/// Parameters that take nothing that a node gives, and what the SDK calls them.
const NO_PROMISES: [(&str, &str); 7] = [
    ("node_name", "node_name"),
    ("container_image", "container_image"),
    ("accelerator", "accelerator"),
    ("shared_memory", "shared_memory"),
    ("retries", "retries"),
    ("interruptible", "interruptible"),
    ("pod_template", "podtemplate"),
];

/// What `with_overrides` put on a node so far.
#[derive(Debug, Default)]
pub(in crate::sdk::python) struct Overrides<'a> {
    /// Requests and limits.
    pub resources: Option<Node>,
    /// Accelerator and shared memory.
    pub extended: Option<Node>,
    /// Image.
    pub image: Option<Node>,
    /// The pod template; the SDK takes it up when it serializes the workflow.
    pub template: Option<Val<'a>>,
    /// Whether the node may be interrupted.
    pub interruptible: Option<Node>,
    /// What of it is not known.
    pub lost: Vec<Lost>,
    /// What stands for values that are not known, where that is allowed.
    pub unknown: Vec<Unknown>,
    /// The same in words.
    pub notes: Vec<Diagnostic>,
}

/// Why a call cannot be taken up.
enum Fault {
    /// The SDK refuses the workflow.
    Refused(Lost),
    /// The node's name is not known, so no other is sure.
    Nodes(Span, &'static str),
    /// A value of this node is not known.
    Value(Lost),
}

impl From<Lost> for Fault {
    fn from(lost: Lost) -> Fault {
        if lost.flyte.is_some() { Fault::Refused(lost) } else { Fault::Value(lost) }
    }
}

/// A call of `with_overrides` on a node.
pub(in crate::sdk::python) fn put<'a>(m: &mut Machine<'a>, node: usize, given: &Given<'a>, span: Span) {
    let fault = match (read(m, node, given, span), m.unknown) {
        (Ok(()), _) => return,
        (Err(Fault::Value(found)), Some(sources)) => {
            let mut shown = Shown::new(sources);
            let rest = shown.arguments(given);
            match read(m, node, &rest, span) {
                Ok(()) => {
                    if let Some(node) = m.graph.nodes.get_mut(node) {
                        node.overrides.notes.extend(shown.warnings());
                        node.overrides.unknown.extend(shown.shown);
                    }
                    return;
                }
                Err(_) => Fault::Value(found),
            }
        }
        (Err(fault), _) => fault,
    };
    match fault {
        Fault::Refused(found) => m.refuse_workflow(*found),
        Fault::Nodes(span, why) => m.unfollowed(span, why),
        Fault::Value(found) => {
            if let Some(node) = m.graph.nodes.get_mut(node) {
                node.overrides.lost.push(found);
            }
        }
    }
}

/// The argument of a parameter, unless it is `None`.
pub(in crate::sdk::python) fn argument<'g, 'a>(given: &'g Given<'a>, name: &str) -> Option<&'g Val<'a>> {
    let at = PARAMETERS.split_whitespace().position(|p| p == name);
    at.and_then(|at| given.at(at, name)).filter(|v| !v.is_none())
}

fn read<'a>(m: &mut Machine<'a>, node: usize, given: &Given<'a>, span: Span) -> Result<(), Fault> {
    if let Some(spread) = given.get("?") {
        return Err(Fault::Nodes(spread.span, "what is spread here may name the node"));
    }
    if let Some(lost) = given.positional.iter().find(|v| v.is_unknown()) {
        return Err(Fault::Nodes(lost.span, "an argument that may name the node"));
    }
    no_promises(given, span)?;
    if let Some(name) = argument(given, "node_name") {
        let text = name.as_str().ok_or(Fault::Nodes(name.span, "the node's name"))?;
        if let Some(node) = m.graph.nodes.get_mut(node) {
            node.id = dnsify(text);
        }
    }
    check(m, node, given)?;
    let mapped = match m.graph.nodes.get(node).map(|n| &n.runs) {
        Some(Runs::Task(task)) => m.made.get(*task).filter(|made| crate::sdk::python::is_map(made)).map(|_| *task),
        _ => None,
    };
    let Some(node) = m.graph.nodes.get_mut(node) else { return Ok(()) };
    let over = &mut node.overrides;
    // Each call sets accelerator and shared memory anew, also to nothing; the others stay.
    over.extended = None;
    if let Some(resources) = amounts::resources(given, span)? {
        over.resources = Some(resources);
    }
    if let Some(image) = argument(given, "container_image") {
        over.image = self::image(image)?;
    }
    over.extended = extended(given, span)?;
    if let Some(template) = argument(given, "pod_template") {
        over.template = Some(template.clone());
    }
    if let Some(value) = argument(given, "interruptible") {
        let interruptible = convert::node(value, Layer::Override)?;
        over.interruptible = Some(interruptible.clone());
        m.graph.mapped.extend(mapped.map(|task| (task, interruptible)));
    }
    Ok(())
}

fn no_promises(given: &Given<'_>, span: Span) -> Result<(), Fault> {
    for (name, called) in NO_PROMISES {
        if argument(given, name).is_some_and(is_promise) {
            let place = given.named.iter().find(|f| f.name == name).map_or(span, |f| f.key);
            let message = format!("`{name}` of with_overrides cannot be what a node or an input gives");
            let theirs = format!("AssertionError: Cannot use a promise in the {called} Value: Promise(...)");
            return Err(Fault::Refused(refusal(place, message, &theirs)));
        }
    }
    Ok(())
}

/// An error of the SDK at a place.
pub(in crate::sdk::python) fn refusal(span: Span, message: String, theirs: &str) -> Lost {
    Box::new(refused("python/overrides", message, &Origin::input(span), theirs.to_owned()))
}

/// What flytekit refuses, but for values that are read anyway.
fn check(m: &Machine<'_>, node: usize, given: &Given<'_>) -> Result<(), Fault> {
    if let Some(aliases) = argument(given, "aliases").filter(|v| !matches!(v.kind, Kind::Dict(_) | Kind::Unknown(_))) {
        let theirs = "AssertionError: Aliases should be specified as dict[str, str]";
        return Err(Fault::Refused(refusal(aliases.span, "`aliases` must be a dict".to_owned(), theirs)));
    }
    if let Some(config) = argument(given, "task_config") {
        let runs = m.graph.nodes.get(node).map(|n| &n.runs);
        let of = |number: usize| m.made.get(number).map(|made| &made.maker.kind);
        let has = match runs {
            Some(Runs::Task(number)) => {
                matches!(of(*number), Some(Kind::Object(o)) if o.borrow().get("task_config").is_some_and(|v| !v.is_none()))
            }
            _ => false,
        };
        if !has {
            let theirs = "ValueError: can't change the type of the task config";
            let message = "the task has no `task_config` that could be replaced".to_owned();
            return Err(Fault::Refused(refusal(config.span, message, theirs)));
        }
    }
    let bare = argument(given, "cache").filter(|v| matches!(v.kind, Kind::Bool(true)));
    if let Some(cache) = bare.filter(|_| given.get("cache_version").is_none_or(Val::is_none)) {
        let theirs = "ValueError: If version is not defined then at least one cache policy needs to be set";
        let message = "`cache` of with_overrides needs `cache_version`".to_owned();
        return Err(Fault::Refused(refusal(cache.span, message, theirs)));
    }
    if let Some(timeout) = argument(given, "timeout") {
        let fits =
            matches!(timeout.kind, Kind::Int(_) | Kind::Bool(_) | Kind::Object(_) | Kind::Unknown(_) | Kind::Name(_));
        if !fits {
            let theirs =
                "ValueError: timeout should be duration represented as either a datetime.timedelta or int seconds";
            let message = "`timeout` must be a timedelta or whole seconds".to_owned();
            return Err(Fault::Refused(refusal(timeout.span, message, theirs)));
        }
    }
    Ok(())
}

/// The image as it is written: names of images are not looked up. An empty one is none.
fn image(value: &Val<'_>) -> Result<Option<Node>, Lost> {
    match known(value)?.as_str() {
        Some("") => Ok(None),
        Some(_) => convert::node(value, Layer::Override).map(Some),
        None => {
            let theirs = "TypeError: bad argument type for built-in operation";
            Err(refusal(value.span, "`container_image` of with_overrides must be a string".to_owned(), theirs))
        }
    }
}

fn extended(given: &Given<'_>, span: Span) -> Result<Option<Node>, Fault> {
    let mut out: Vec<Diagnostic> = Vec::new();
    let accelerator = argument(given, "accelerator").map(flytekit::accelerator).transpose()?;
    let accelerator = accelerator.as_ref().and_then(|a| accelerators::flytekit(a, &mut out));
    if let Some(found) = out.into_iter().next() {
        return Err(Lost::from(found).into());
    }
    let memory = argument(given, "shared_memory").map(known).transpose()?;
    // only `True` and strings say anything
    let memory = memory.filter(|v| matches!(v.kind, Kind::Bool(true) | Kind::Str(_)));
    let memory = memory.map(flytekit::shared_memory_of).transpose()?.flatten();
    let memory = memory.map(|mut memory| {
        memory.size = memory.size.filter(|size| size.as_str() != Some(""));
        memory
    });
    let memory = memory.as_ref().map(|m| parts::shared_memory(Sdk::Flytekit, m, "flyte-shared-memory"));
    let all = Fields::new(origin(span, Layer::Override));
    let all = all.maybe("gpuAccelerator", accelerator).maybe("sharedMemory", memory).non_empty();
    Ok(all.map(|node| relabel(&node, Layer::Override)))
}

/// A node's name as Kubernetes allows it: the SDK does this twice, when it is given and when it is serialized.
pub(in crate::sdk::python) fn dnsify(name: &str) -> String {
    const LONGEST: usize = 63;
    const HASH: usize = 10;
    let mut name = name.to_owned();
    let count = name.chars().count();
    if count >= LONGEST {
        let end: String = name.chars().skip(count - (LONGEST - HASH - 1)).collect();
        let hash: String = crate::sdk::python::library::hashes::sha224(&name).chars().take(HASH).collect();
        name = format!("{hash}-{end}");
    }
    let mut out = String::new();
    let length = |s: &str| s.chars().count();
    for c in name.chars() {
        if matches!(c, '_' | '-' | '.') {
            if !out.is_empty() && length(&out) < LONGEST - 1 {
                out.push('-');
            }
        } else if !c.is_alphanumeric() {
        } else if c.is_lowercase() || c.is_numeric() {
            out.push(c);
        } else {
            if !out.is_empty() && !out.ends_with('-') && length(&out) < LONGEST - 1 {
                out.push('-');
            }
            out.extend(c.to_lowercase());
        }
    }
    if out.ends_with('-') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::dnsify;

    #[test]
    fn names_of_nodes() {
        for (name, id) in [
            ("train", "train"),
            ("My_Node.v2", "my-node-v2"),
            ("TRAIN", "t-r-a-i-n"),
            ("_x--y_", "x--y"),
            ("a b/c", "abc"),
            ("n-A", "n-a"),
        ] {
            assert_eq!(dnsify(name), id, "{name}");
        }
        assert_eq!(dnsify(&"x".repeat(63)), format!("57176f335e-{}", "x".repeat(52)));
    }
}
