//! Finding what a path picks.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Comparison, Literal, Operand, Slice, Step, Test};
use crate::diagnostic::suggest;
use crate::tree::{Node, Value};

/// Keys that were asked for and found nowhere, with the nearest that there is.
#[derive(Debug, Default)]
pub(super) struct Missing {
    keys: BTreeMap<String, Option<String>>,
}

impl Missing {
    /// Each key with the nearest that there is.
    pub fn into_keys(self) -> Vec<(String, Option<String>)> {
        self.keys.into_iter().collect()
    }

    fn note(&mut self, key: &str, among: &[&Node]) {
        let keys = among.iter().flat_map(|n| n.entries()).map(|e| e.key.as_str());
        self.keys.entry(key.to_owned()).or_insert_with(|| suggest(key, keys).map(str::to_owned));
    }
}

/// Everything that the steps pick, in order.
pub(super) fn find<'a>(steps: &[Step], root: &'a Node, missing: &mut Missing) -> Result<Vec<&'a Node>, String> {
    let mut here = vec![root];
    for step in steps {
        here = take(step, &here, missing)?;
    }
    Ok(here)
}

fn take<'a>(step: &Step, here: &[&'a Node], missing: &mut Missing) -> Result<Vec<&'a Node>, String> {
    let mut found = Vec::new();
    match step {
        Step::Field(key) => {
            found.extend(here.iter().filter_map(|n| n.get(key)));
            if found.is_empty() && !here.is_empty() {
                missing.note(key, here);
            }
        }
        Step::All => {
            for node in here {
                found.extend(node.items());
                found.extend(node.entries().iter().map(|e| &e.node));
            }
        }
        Step::Below => here.iter().for_each(|n| below(n, &mut found)),
        Step::Slice(slice) => {
            for node in here {
                slice.take(node, &mut found)?;
            }
        }
        Step::Union(steps) => {
            for node in here {
                for step in steps {
                    found.extend(take(step, &[node], missing)?);
                }
            }
        }
        Step::Filter(test) => {
            for node in here {
                let Value::Seq(items) = &node.value else { return Err("only lists can be filtered".to_owned()) };
                for item in items.iter() {
                    if test.holds(item)? {
                        found.push(item);
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The value and everything below it.
fn below<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    found.push(node);
    node.items().iter().for_each(|n| below(n, found));
    node.entries().iter().for_each(|e| below(&e.node, found));
}

impl Slice {
    fn take<'a>(&self, node: &'a Node, found: &mut Vec<&'a Node>) -> Result<(), String> {
        let Value::Seq(items) = &node.value else { return Ok(()) };
        let len = items.len() as i64;
        let at = |n: i64| if n < 0 { n.saturating_add(len) } else { n };
        let start = at(self.start.unwrap_or(0));
        if self.single && !(0..len).contains(&start) {
            let given = self.start.unwrap_or(0);
            return Err(format!("index {given} is beyond the end of a list of {len}"));
        }
        let end = if self.single { start + 1 } else { at(self.end.unwrap_or(len)) };
        let by = usize::try_from(self.by).unwrap_or(1).max(1);
        let range = start.clamp(0, len) as usize..end.clamp(0, len) as usize;
        found.extend(items.get(range).unwrap_or(&[]).iter().step_by(by));
        Ok(())
    }
}

impl Test {
    fn holds(&self, item: &Node) -> Result<bool, String> {
        let mut ignored = Missing::default();
        match self {
            Test::Exists(steps) => Ok(!find(steps, item, &mut ignored)?.is_empty()),
            Test::Compare(left, how, right) => {
                let (Some(left), Some(right)) = (left.value(item)?, right.value(item)?) else { return Ok(false) };
                how.holds(&left, &right)
            }
        }
    }
}

impl Operand {
    /// The one value that it stands for, if there is any.
    fn value(&self, item: &Node) -> Result<Option<Literal>, String> {
        match self {
            Operand::Literal(value) => Ok(Some(value.clone())),
            Operand::Path(steps) => match find(steps, item, &mut Missing::default())?.as_slice() {
                [] => Ok(None),
                [one] => Ok(Some(Literal::of(&one.value))),
                _ => Err("only one value can be compared at a time".to_owned()),
            },
        }
    }
}

impl Literal {
    fn of(value: &Value) -> Literal {
        match value {
            Value::Null => Literal::Null,
            Value::Bool(b) => Literal::Bool(*b),
            Value::Int(n) => Literal::Number(*n as f64),
            Value::Float(n) => Literal::Number(*n),
            Value::Str(s) => Literal::Str(s.to_string()),
            Value::Seq(_) => Literal::List,
            Value::Map(_) => Literal::Map,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Literal::Null => "null",
            Literal::Bool(_) => "a boolean",
            Literal::Number(_) => "a number",
            Literal::Str(_) => "a string",
            Literal::List => "a list",
            Literal::Map => "a map",
        }
    }
}

impl Comparison {
    fn holds(self, left: &Literal, right: &Literal) -> Result<bool, String> {
        let is_equality = matches!(self, Comparison::Equal | Comparison::NotEqual);
        let order = match (left, right) {
            (Literal::Str(a), Literal::Str(b)) => Some(a.cmp(b)),
            (Literal::Bool(a), Literal::Bool(b)) if is_equality => Some(a.cmp(b)),
            (Literal::Number(a), Literal::Number(b)) => a.partial_cmp(b),
            _ => None,
        };
        let Some(order) = order else {
            return Err(format!("{} cannot be compared with {}", left.kind(), right.kind()));
        };
        Ok(match self {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        })
    }
}
