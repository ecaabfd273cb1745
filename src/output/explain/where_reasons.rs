//! What of an answer about places to set a value is said in text and JSON alike: layers, reasons, what is masked.

use super::where_words as words;
use super::{Showing, snippet};
use crate::explain::where_to_set::{Answer, Answers, Loss, Outcome};
use crate::output::mask;
use crate::tree::{Node, Origin, Verdict};

/// Whether the value asked for, and what it replaces, is shown masked.
pub(super) fn masks(answers: &Answers, showing: Showing<'_>) -> bool {
    seen(&answers.wanted, answers, showing) != answers.wanted
        || answers.current.as_ref().is_some_and(|now| seen(now, answers, showing) != *now)
        || !showing.show_secrets && answers.variable.as_deref().is_some_and(mask::is_secret_name)
}

/// A value of the field as it may be seen.
pub(super) fn seen(node: &Node, answers: &Answers, showing: Showing<'_>) -> Node {
    if showing.show_secrets {
        return node.clone();
    }
    if answers.variable.as_deref().is_some_and(mask::is_secret_name) {
        return Node::text(mask::MASK, node.origin.clone());
    }
    let in_environment = answers.path.ends_with(".env") || answers.path.contains(".env[");
    snippet::masked(node, in_environment)
}

/// The layer, with the name of the template.
pub(super) fn layer(answer: &Answer) -> String {
    match &answer.template {
        Some(template) => format!("{} {template}", answer.layer.name()),
        None => answer.layer.name().to_owned(),
    }
}

/// Why an answer does not win.
pub(super) fn reason(
    answer: &Answer,
    answers: &Answers,
    showing: Showing<'_>,
    shown: impl Fn(&Node) -> String,
) -> String {
    match &answer.outcome {
        Outcome::Wins => String::new(),
        Outcome::Refused(message) => format!("refused: {message}"),
        Outcome::Loses(loss) => lost(loss, answers.current.as_ref(), showing, shown),
    }
}

fn lost(loss: &Loss, current: Option<&Node>, showing: Showing<'_>, shown: impl Fn(&Node) -> String) -> String {
    let why = match (loss.verdict, loss.rule, &loss.note) {
        (_, _, Some(note)) => note.clone(),
        (Some(Verdict::Shadowed), _, _) => "of several variables of one name the last counts".to_owned(),
        (_, Some(rule), _) => rule.sentence().to_owned(),
        _ => "it does not reach the field".to_owned(),
    };
    match &loss.holder {
        None => why,
        // the place is said above all answers
        Some((node, Some(origin))) if current.is_some_and(|c| c == node && same_place(&c.origin, origin)) => {
            format!("{} stays: {why}", shown(node))
        }
        Some((node, Some(origin))) => {
            format!("it becomes {} ({}): {why}", shown(node), words::origin(origin, showing.places))
        }
        Some((node, None)) => format!("it becomes {}: {why}", shown(node)),
    }
}

/// Whether two origins are one place; the layer may have become another.
fn same_place(a: &Origin, b: &Origin) -> bool {
    a == b || a.span().is_some() && a.span() == b.span()
}
