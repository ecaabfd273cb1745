//! Requirements on a node's labels and name: one in words, and whether several can hold at once.

use std::collections::{BTreeMap, BTreeSet};

use super::written;
use crate::tree::{Node, Origin};

/// One requirement.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Whether it is on a field of the node (its name), not on a label.
    pub is_field: bool,
    /// The label or field.
    pub key: String,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`, or what stands there instead.
    pub operator: String,
    /// Its values.
    pub values: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Requirement {
    pub(super) fn new(node: &Node, is_field: bool) -> Requirement {
        let values = node.get("values").map_or(&[][..], Node::items);
        Requirement {
            is_field,
            key: node.str_at("key").to_owned(),
            operator: node.str_at("operator").to_owned(),
            values: values.iter().map(|v| v.as_str().unwrap_or("").to_owned()).collect(),
            origin: written(node, &["values", "key", "operator"]),
        }
    }

    /// What an entry of `nodeSelector` demands.
    pub(super) fn label(key: &str, value: &Node) -> Requirement {
        let (key, values) = (key.to_owned(), vec![value.as_str().unwrap_or("").to_owned()]);
        Requirement { is_field: false, key, operator: "In".to_owned(), values, origin: value.origin.clone() }
    }

    /// The requirement as a formula: `disk in (ssd, nvme)`.
    pub fn formula(&self) -> String {
        let key = match (self.is_field, self.key.as_str()) {
            (true, "metadata.name") => "the node's name",
            (_, key) => key,
        };
        let value = |v: &String| if v.is_empty() { "\"\"".to_owned() } else { v.clone() };
        let values = self.values.iter().map(value).collect::<Vec<_>>().join(", ");
        let single = self.values.len() == 1;
        match self.operator.as_str() {
            "In" if single => format!("{key} = {values}"),
            "NotIn" if single => format!("{key} != {values}"),
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} not in ({values})"),
            "Exists" => format!("has {key}"),
            "DoesNotExist" => format!("has no {key}"),
            "Gt" => format!("{key} > {values}"),
            "Lt" => format!("{key} < {values}"),
            other => format!("{key} {other} ({values})"),
        }
    }

    /// Why Kubernetes does not take this requirement, if it does not.
    fn fault(&self) -> Option<&'static str> {
        let (count, number) = (self.values.len(), self.values.first().map(|v| v.parse::<i64>()));
        match (self.is_field, self.operator.as_str()) {
            (true, "In" | "NotIn") if count != 1 => Some("needs exactly one value"),
            (true, "In" | "NotIn") if self.key != "metadata.name" => Some("names no field of a node"),
            (true, "In" | "NotIn") => None,
            (true, _) => Some("has an operator that fields of nodes do not have"),
            (false, "In" | "NotIn") if count == 0 => Some("needs a value"),
            (false, "Exists" | "DoesNotExist") if count > 0 => Some("takes no values"),
            (false, "Gt" | "Lt") if count != 1 => Some("needs exactly one value"),
            (false, "Gt" | "Lt") if !matches!(number, Some(Ok(_))) => Some("needs a whole number"),
            (false, "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt") => None,
            (false, _) => Some("has an operator that Kubernetes does not know"),
        }
    }
}

/// What is demanded of one label.
#[derive(Default)]
struct Demands<'a> {
    all: Vec<&'a Requirement>,
    /// The values that are left, if they are listed.
    allowed: Option<BTreeSet<&'a str>>,
    excluded: BTreeSet<&'a str>,
    present: bool,
    absent: bool,
    above: Option<i64>,
    below: Option<i64>,
}

/// Why no node meets all of these requirements, if none can.
pub(super) fn never(requirements: &[&Requirement]) -> Option<String> {
    if let Some((requirement, fault)) = requirements.iter().find_map(|r| Some((r, r.fault()?))) {
        return Some(format!("`{}` {fault}", requirement.formula()));
    }
    let mut by_key: BTreeMap<(bool, &str), Demands<'_>> = BTreeMap::new();
    for requirement in requirements {
        by_key.entry((requirement.is_field, &requirement.key)).or_default().add(requirement);
    }
    // the demands in the order in which they stand
    let at =
        |d: &Demands<'_>| requirements.iter().position(|r| d.all.first().is_some_and(|first| std::ptr::eq(*first, *r)));
    let mut found: Vec<&Demands<'_>> = by_key.values().filter(|d| d.cannot_hold()).collect();
    found.sort_by_key(|d| at(d));
    found.first().map(|d| d.in_words())
}

impl<'a> Demands<'a> {
    fn add(&mut self, requirement: &'a Requirement) {
        self.all.push(requirement);
        let values = || requirement.values.iter().map(String::as_str);
        let number = values().next().and_then(|v| v.parse().ok());
        match requirement.operator.as_str() {
            "In" => {
                let values: BTreeSet<&str> = values().collect();
                self.allowed = Some(match &self.allowed {
                    Some(allowed) => allowed.intersection(&values).copied().collect(),
                    None => values,
                });
                self.present = true;
            }
            "NotIn" => self.excluded.extend(values()),
            "Exists" => self.present = true,
            "DoesNotExist" => self.absent = true,
            "Gt" => {
                self.present = true;
                self.above = self.above.max(number);
            }
            "Lt" => {
                self.present = true;
                self.below = [self.below, number].into_iter().flatten().min();
            }
            _ => {}
        }
    }

    fn cannot_hold(&self) -> bool {
        let between = |n: i64| self.above.is_none_or(|above| n > above) && self.below.is_none_or(|below| n < below);
        let bounded = self.above.is_some() || self.below.is_some();
        let fits = |value: &str| !bounded || value.parse().is_ok_and(between);
        let none_left = match &self.allowed {
            Some(allowed) => !allowed.iter().any(|v| !self.excluded.contains(v) && fits(v)),
            None => false,
        };
        let no_number = match (self.above, self.below) {
            (Some(above), Some(below)) => above.checked_add(1).is_none_or(|least| least >= below),
            (Some(above), None) => above == i64::MAX,
            (None, Some(below)) => below == i64::MIN,
            (None, None) => false,
        };
        (self.present && self.absent) || none_left || no_number
    }

    fn in_words(&self) -> String {
        let formulas: Vec<String> = self.all.iter().map(|r| format!("`{}`", r.formula())).collect();
        match formulas.as_slice() {
            [one] => format!("{one} holds for no value"),
            several => format!("{} cannot hold at once", several.join(" and ")),
        }
    }
}

#[cfg(test)]
mod tests;
