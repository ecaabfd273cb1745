//! Which message a file is, by its content: protobuf itself does not say it.

use super::wire::{Part, Wire, fields};

/// `ResourceType` of an id.
const TASK: u64 = 1;
const WORKFLOW: u64 = 2;
const LAUNCH_PLAN: u64 = 3;

/// The message of a file, by the name that the table of messages has for it; none: it is no
/// message that podtpl knows.
pub(super) fn root(file: Part<'_>) -> Option<&'static str> {
    if !is_message(file) {
        return None;
    }
    let first = bytes(file, 1);
    let inner = first.filter(|p| is_message(*p)).and_then(|p| bytes(p, 1));
    match (first, inner) {
        (Some(id), _) if is_id(id) => match kind(id) {
            WORKFLOW => Some("WorkflowTemplate"),
            LAUNCH_PLAN => Some("LaunchPlan"),
            _ if bytes(file, 2).and_then(|closure| bytes(closure, 1)).is_some_and(has_template) => Some("Task"),
            _ => is_template(file).then_some("TaskTemplate"),
        },
        (Some(first), Some(id)) if is_id(id) => match kind(id) {
            WORKFLOW if has_tasks(file) => Some("WorkflowClosure"),
            WORKFLOW => Some("WorkflowSpec"),
            LAUNCH_PLAN => Some("LaunchPlan"),
            _ => is_template(first).then_some("TaskSpec"),
        },
        (Some(first), Some(inner)) if bytes(inner, 1).is_some_and(is_id) => {
            let workflow = bytes(inner, 1).is_some_and(|id| kind(id) == WORKFLOW);
            let compiled = is_template(inner).then_some("TaskClosure");
            if workflow && is_message(first) { Some("CompiledWorkflowClosure") } else { compiled }
        }
        // a template without an id
        (Some(first), _) if is_template(first) => Some("TaskSpec"),
        _ => is_template(file).then_some("TaskTemplate"),
    }
}

/// Whether a workflow has TaskTemplates beside it; a WorkflowSpec has workflows there.
fn has_tasks(file: Part<'_>) -> bool {
    bytes(file, 2).is_some_and(is_template)
}

/// Whether the first field is a TaskTemplate.
fn has_template(part: Part<'_>) -> bool {
    bytes(part, 1).is_some_and(is_template)
}

/// Whether bytes can be a TaskTemplate: a type, an id if there is one, messages where it has some.
fn is_template(part: Part<'_>) -> bool {
    let typed = bytes(part, 2).is_some_and(|t| !t.bytes.is_empty() && is_word(t));
    let id = bytes(part, 1).is_none_or(|id| is_id(id) && matches!(kind(id), 0 | TASK));
    let target = |number| bytes(part, number).is_none_or(is_message);
    typed && id && is_message(part) && [3, 4, 6, 8, 9, 17].into_iter().all(target)
}

/// Whether bytes can be an Identifier: a number, then only words.
fn is_id(part: Part<'_>) -> bool {
    let fits = |number: u32, value: Wire<'_>| match value {
        Wire::Varint(n) => number == 1 && n <= 8,
        Wire::Bytes(text) => (2..=6).contains(&number) && is_word(text),
        _ => false,
    };
    !part.bytes.is_empty() && fields(part).all(|f| f.is_ok_and(|f| fits(f.number, f.value)))
}

/// What an Identifier names.
fn kind(id: Part<'_>) -> u64 {
    let numbers = fields(id).flatten().filter_map(|f| match f.value {
        Wire::Varint(n) if f.number == 1 => Some(n),
        _ => None,
    });
    numbers.last().unwrap_or(0)
}

/// Whether bytes are a text without control characters.
fn is_word(part: Part<'_>) -> bool {
    std::str::from_utf8(part.bytes).is_ok_and(|text| !text.chars().any(char::is_control))
}

/// Whether bytes are fields from the first to the last.
fn is_message(part: Part<'_>) -> bool {
    fields(part).all(|f| f.is_ok())
}

/// The bytes of a field; of several, the last.
fn bytes(part: Part<'_>, number: u32) -> Option<Part<'_>> {
    let all = fields(part).map_while(Result::ok).filter(|f| f.number == number);
    let parts = all.filter_map(|f| match f.value {
        Wire::Bytes(part) => Some(part),
        _ => None,
    });
    parts.last()
}
