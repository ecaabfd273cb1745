//! Which taints each toleration tolerates.

use super::{item, path, written};
use crate::tree::{FieldPath, Node, Origin};

/// One toleration.
#[derive(Clone, Debug)]
pub struct Toleration {
    /// Its path.
    pub path: FieldPath,
    /// Where it comes from.
    pub origin: Origin,
    /// What it tolerates, in words.
    pub tolerates: String,
    /// What it leaves to a default: `operator` is `Equal`, a missing key or effect means all.
    pub by_default: bool,
    /// The index of an earlier toleration that tolerates the very same.
    pub same_as: Option<usize>,
    /// Why the API server refuses it, if it does.
    pub refused: Option<&'static str>,
}

/// A toleration in its parts.
#[derive(PartialEq)]
struct Parts<'a> {
    key: &'a str,
    operator: &'a str,
    value: &'a str,
    effect: &'a str,
}

impl<'a> Parts<'a> {
    fn of(node: &'a Node) -> Parts<'a> {
        let operator = match node.str_at("operator") {
            "" => "Equal",
            operator => operator,
        };
        Parts { key: node.str_at("key"), operator, value: node.str_at("value"), effect: node.str_at("effect") }
    }

    fn in_words(&self) -> String {
        let taint = match (self.key, self.operator) {
            ("", "Exists") => "every taint".to_owned(),
            ("", _) => format!("taints of value `{}`, whatever their key", self.value),
            (key, "Exists") => format!("taint `{key}` of any value"),
            (key, "Equal") if self.value.is_empty() => format!("taint `{key}` without a value"),
            (key, "Equal") => format!("taint `{key}={}`", self.value),
            (key, operator) => format!("taint `{key}` by operator `{operator}` and value `{}`", self.value),
        };
        match self.effect {
            "" => format!("{taint}, any effect"),
            effect => format!("{taint}, effect {effect}"),
        }
    }

    fn refused(&self, seconds: Option<i64>) -> Option<&'static str> {
        match (self.key, self.operator) {
            ("", operator) if operator != "Exists" => Some("without a key the operator must be `Exists`"),
            (_, "Exists") if !self.value.is_empty() => Some("with `Exists` there must be no value"),
            (_, operator) if !["Equal", "Exists", "Lt", "Gt"].contains(&operator) => Some("there is no such operator"),
            _ if !["", "NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&self.effect) => {
                Some("there is no such effect")
            }
            _ if seconds.is_some() && self.effect != "NoExecute" => {
                Some("`tolerationSeconds` needs the effect `NoExecute`")
            }
            _ => None,
        }
    }
}

/// All tolerations of the Pod.
pub(super) fn tolerations(spec: &Node) -> Vec<Toleration> {
    let list = spec.get("tolerations").map_or(&[][..], Node::items);
    let above = path(&["tolerations"]);
    let all: Vec<(Parts<'_>, Option<i64>)> =
        list.iter().map(|n| (Parts::of(n), n.get("tolerationSeconds").and_then(Node::as_int))).collect();
    let toleration = |(i, (node, (parts, seconds))): (usize, (&Node, &(Parts<'_>, Option<i64>)))| {
        let mut tolerates = parts.in_words();
        if let Some(seconds) = seconds {
            tolerates.push_str(&format!(", for {seconds} seconds"));
        }
        Toleration {
            path: item(&above, i),
            origin: written(node, &["value", "key", "operator"]),
            tolerates,
            by_default: ["key", "operator", "effect"].iter().any(|key| node.str_at(key).is_empty()),
            same_as: all.iter().take(i).position(|(other, s)| other == parts && s == seconds),
            refused: parts.refused(*seconds),
        }
    };
    list.iter().zip(&all).enumerate().map(toleration).collect()
}

#[cfg(test)]
mod tests;
