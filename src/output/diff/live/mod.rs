//! A live Pod beside the rendered one: what others changed in full, what Flyte and Kubernetes do
//! themselves in numbers.

mod json;
mod text;

pub use json::json;
pub use text::text;

use super::github::{data, property};
use super::{Pair, Side, one_line};
use crate::diff::live::{Class, LiveDifference};
use crate::diff::{Difference, cause};
use crate::flyte::version::FlyteVersion;
use crate::output::mask;
use crate::output::origins::Places;
use crate::tree::{Map, Node, Segment, Value};

/// A rendered Pod and the live one.
#[derive(Clone, Copy, Debug)]
pub struct LivePair<'a> {
    /// Name of the task.
    pub task: &'a str,
    /// Which Flyte rendered.
    pub version: FlyteVersion,
    /// The Pod that Flyte makes.
    pub rendered: &'a Node,
    /// The Pod in the cluster.
    pub live: &'a Node,
    /// What origins of both refer to.
    pub places: Places<'a>,
    /// What differs.
    pub differences: &'a [LiveDifference],
}

/// Variables of the secrets webhook that hold no secrets.
const NO_SECRETS: &[&str] = &["FLYTE_SECRETS_DEFAULT_DIR", "FLYTE_SECRETS_ENV_PREFIX", "FLYTE_SECRETS_FILE_PREFIX"];

impl<'a> LivePair<'a> {
    /// How many differences count for the exit code.
    pub fn count(&self) -> usize {
        self.differences.iter().filter(|d| d.counts()).count()
    }

    fn pair(&self) -> Pair<'a> {
        let side = |pod| Side { version: self.version, pod: Some(pod), places: self.places };
        Pair { task: self.task, left: side(self.rendered), right: side(self.live), differences: &[] }
    }

    /// The value of a side, without secrets unless they are to be shown. What the webhook puts into
    /// variables is a secret whatever its name.
    fn shown(&self, found: &LiveDifference, left: bool, secrets: bool) -> Option<Value> {
        let difference = &found.difference;
        let value = self.pair().shown(difference, left, secrets)?;
        if secrets || left || found.class != Class::SecretsWebhook {
            return Some(value);
        }
        Some(if self.is_variable_value(difference) { mask::masked_text() } else { without_values(&value) })
    }

    /// Whether a difference is in the value of a variable that holds a secret.
    fn is_variable_value(&self, difference: &Difference) -> bool {
        let Some((Segment::Key(last), above)) = difference.path.segments().split_last() else { return false };
        let variable = self.live.find(&crate::tree::FieldPath::new(above.to_vec()));
        last.as_str() == "value" && variable.is_some_and(|v| !NO_SECRETS.contains(&v.str_at("name")))
    }

    /// A value of a side on one line.
    fn words(&self, found: &LiveDifference, left: bool, secrets: bool) -> Option<String> {
        self.shown(found, left, secrets).map(|value| one_line(&value))
    }
}

/// The value with asterisks for what variables in it hold.
fn without_values(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let name = map.get("name").and_then(Node::as_str);
            let mut copy = Map::clone(map);
            for entry in map.entries() {
                let hide = entry.key.as_str() == "value" && name.is_some_and(|name| !NO_SECRETS.contains(&name));
                let value = if hide { mask::masked_text() } else { without_values(&entry.node.value) };
                copy.set(entry.key.clone(), Node { value, ..entry.node.clone() });
            }
            Value::Map(copy.into())
        }
        Value::Seq(items) => {
            let items: Vec<Node> =
                items.iter().map(|item| Node { value: without_values(&item.value), ..item.clone() }).collect();
            Value::Seq(items.into())
        }
        scalar => scalar.clone(),
    }
}

/// Writes an error for each difference that counts, at the line of an input that gives what Flyte
/// makes there.
pub fn github(pair: &LivePair<'_>, secrets: bool, out: &mut String) {
    for found in pair.differences.iter().filter(|d| d.counts()) {
        let difference = &found.difference;
        let value = |left| pair.words(found, left, secrets).unwrap_or_else(|| "nothing".to_owned());
        let message = format!(
            "{}: Flyte makes {}, the live Pod has {} ({})",
            difference.shown,
            value(true),
            value(false),
            found.reason
        );
        let place = difference.left.as_ref().and_then(|node| cause(node).origin.nearest_span()).map(|span| {
            let (at, sources) = (pair.places.sources.line_column(span), pair.places.sources);
            format!("file={},line={},col={},", property(sources.name(span.source)), at.line, at.column)
        });
        let place = place.unwrap_or_default();
        out.push_str(&format!("::error {place}title={}::{}\n", property(pair.task), data(&message)));
    }
}

#[cfg(test)]
mod tests;
