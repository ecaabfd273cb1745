//! Single values, decoded as weakly as Flyte's library does it.

use super::data::{Data, is_whole, number_text, unsigned};
use super::decoder::{Decoder, Start};
use super::fault::Wanted;
use super::go::{duration_text, equal_fold, float_int, float_json, parse_bool, parse_duration, parse_int};
use super::shape::Shape;
use crate::diagnostic::Diagnostic;
use crate::kube::quantity::Quantity;
use crate::tree::{Node, Origin, Rule, Text, Value};

/// A value in another form than written.
fn respelled(node: &Node, value: Value) -> Node {
    let origin = Origin::derived(Rule::Respell, "configuration", vec![node.origin.clone()]);
    Node { value, origin, history: node.history.clone() }
}

/// Text for a text node: as it is if it is the same, else respelled.
fn spelled(node: &Node, text: &str) -> Node {
    match node.as_str() {
        Some(there) if there == text => node.clone(),
        _ => respelled(node, Value::Str(Text::from(text))),
    }
}

impl Decoder<'_> {
    /// A string: numbers and booleans become text through their value.
    pub fn text(&mut self, node: &Node, wanted: Wanted) -> Node {
        let text = match self.data(node) {
            Data::Text(_) => return node.clone(),
            Data::Bool(b) => (if b { "1" } else { "0" }).to_owned(),
            // The tree does not know a negative zero.
            Data::Int(0) if self.written(node).starts_with('-') && !is_whole(self.written(node)) => "-0".to_owned(),
            Data::Int(n) => n.to_string(),
            Data::Float(f) => number_text(f, self.written(node)),
            _ => {
                self.unconvertible(node, wanted);
                return node.clone();
            }
        };
        let written = self.written(node);
        if !written.is_empty() && written != text {
            let message = format!("`{written}` is no text: `{}` becomes `{text}`", self.key());
            let warning = Diagnostic::warning("config/respelled", message).maybe_at(node.span(), "");
            let help = format!("put it in quotes if the text `{written}` is meant");
            self.notes.warnings.push(warning.help(help));
        }
        respelled(node, Value::Str(Text::from(text)))
    }

    /// A boolean.
    pub fn flag(&mut self, node: &Node) -> Node {
        let flag = match self.data(node) {
            Data::Bool(_) => return node.clone(),
            Data::Int(n) => n != 0,
            Data::Float(f) => f != 0.0,
            Data::Text("") => false,
            Data::Text(text) => match parse_bool(text) {
                Some(flag) => flag,
                None => {
                    self.not_a_bool(node, text);
                    return node.clone();
                }
            },
            _ => {
                self.unconvertible(node, Wanted { go: "bool", noun: "`true` or `false`" });
                return node.clone();
            }
        };
        respelled(node, Value::Bool(flag))
    }

    /// A whole number; fractions are cut.
    pub fn int(&mut self, node: &Node, go: &'static str) -> Node {
        let bits = if go == "int32" { 32 } else { 64 };
        let number = match self.data(node) {
            Data::Int(n) => n,
            Data::Float(f) => unsigned(self.written(node)).map_or_else(|| float_int(f), |n| n as i64),
            Data::Bool(b) => i64::from(b),
            Data::Text("") => 0,
            Data::Text(text) => match parse_int(text, bits) {
                Ok(number) => number,
                Err(why) => {
                    self.not_an_int(node, text, go, why);
                    return node.clone();
                }
            },
            _ => {
                self.unconvertible(node, Wanted { go, noun: "a whole number" });
                return node.clone();
            }
        };
        // Go stores it without looking whether it fits.
        let number = if bits == 32 { i64::from(number as i32) } else { number };
        if node.as_int() == Some(number) { node.clone() } else { respelled(node, Value::Int(number)) }
    }

    /// A duration, in Go's form.
    pub fn duration(&mut self, node: &Node, start: Start) -> Node {
        let nanoseconds = match self.data(node) {
            Data::Text("") => Some(0),
            Data::Text(text) => parse_duration(text),
            Data::Int(n) => Some(float_int(n as f64)),
            Data::Float(f) if f.is_finite() => Some(float_int(f)),
            Data::Map(map) => {
                let field = map.entries().iter().find(|e| equal_fold(&e.key, "duration"));
                return match field {
                    Some(entry) => self.below(format_args!(".Duration"), |d| d.embedded_duration(&entry.node)),
                    None => self.ignored(node, start, Shape::Duration, "a duration"),
                };
            }
            Data::Date => return self.ignored(node, start, Shape::Duration, "a duration"),
            _ => None,
        };
        let Some(nanoseconds) = nanoseconds else {
            self.not_a_map(node, "a duration such as `30s` or `5m`");
            return node.clone();
        };
        if node.as_str().is_none() {
            self.warn_about_nanoseconds(node, nanoseconds);
        }
        spelled(node, &duration_text(nanoseconds))
    }

    /// The field `duration` of a duration in map form.
    fn embedded_duration(&mut self, node: &Node) -> Node {
        let Data::Text(text) = self.data(node) else {
            let number = self.int(node, "time.Duration");
            return spelled(node, &duration_text(number.as_int().unwrap_or(0)));
        };
        match parse_duration(text) {
            Some(nanoseconds) => spelled(node, &duration_text(nanoseconds)),
            None => {
                self.not_a_duration(node, text);
                node.clone()
            }
        }
    }

    fn warn_about_nanoseconds(&mut self, node: &Node, nanoseconds: i64) {
        if nanoseconds == 0 {
            return;
        }
        let written = self.written(node).to_owned();
        let message =
            format!("Flyte takes a bare number for nanoseconds: `{}` is {}", self.key(), duration_text(nanoseconds));
        let warning = Diagnostic::warning("config/nanoseconds", message).maybe_at(node.span(), "");
        self.notes.warnings.push(warning.help(format!("write a unit: `{written}s`")));
    }

    /// A value that Flyte passes over, so that the default stays.
    fn ignored(&mut self, node: &Node, start: Start, shape: Shape, wanted: &str) -> Node {
        let what = self.data(node).noun();
        let base = start.node(shape, &node.origin, self.version);
        let stays = base.as_str().unwrap_or("").to_owned();
        let message = format!("`{}` takes {wanted}: Flyte ignores {what} and keeps `{stays}`", self.key());
        let warning = Diagnostic::warning("config/ignored-value", message).maybe_at(node.span(), "ignored");
        self.notes.warnings.push(warning.help(format!("write {wanted} here")));
        self.notes.no_effect(node, format!("{what} is ignored where {wanted} is expected"));
        base
    }

    /// A quantity in Kubernetes' own spelling.
    pub fn quantity(&mut self, node: &Node, start: Start) -> Node {
        let text = match self.data(node) {
            Data::Text(text) => text.to_owned(),
            Data::Int(n) => n.to_string(),
            Data::Float(f) if f.is_finite() => match number_text(f, self.written(node)) {
                whole if f.abs() < 1e21 && f.fract() == 0.0 => whole,
                _ => float_json(f),
            },
            Data::Map(_) | Data::Date => return self.ignored(node, start, Shape::Quantity, "a quantity"),
            _ => String::new(),
        };
        // Flyte hands it on as JSON.
        let Ok(quantity) = Quantity::parse_json(&text) else {
            self.not_a_map(node, "a quantity such as `500m` or `1Gi`");
            return node.clone();
        };
        if node.as_str().is_none() {
            self.warn_about_number(node, &quantity);
        }
        spelled(node, quantity.text())
    }

    /// A number that is another quantity than its spelling says (`010`, `1_000`).
    fn warn_about_number(&mut self, node: &Node, quantity: &Quantity) {
        let written = self.written(node);
        let same = Quantity::parse(written).is_ok_and(|q| q.compare(quantity).is_eq());
        if written.is_empty() || same {
            return;
        }
        let message = format!("`{written}` is a number: `{}` becomes `{}`", self.key(), quantity.text());
        let warning = Diagnostic::warning("config/respelled", message).maybe_at(node.span(), "");
        self.notes.warnings.push(warning.help("write the quantity in quotes"));
    }

    /// A URL; what is no URL is refused.
    pub fn url(&mut self, node: &Node, start: Start) -> Node {
        match self.data(node) {
            Data::Text(text) => match super::url::normal(text) {
                Some(url) => return spelled(node, &url),
                None => self.not_a_map(node, "a URL"),
            },
            Data::Map(_) | Data::Date => return self.ignored(node, start, Shape::Url, "a URL"),
            _ => self.not_a_map(node, "a URL"),
        }
        node.clone()
    }

    /// A port: a number or a name.
    pub fn int_or_string(&mut self, node: &Node) -> Node {
        match self.data(node) {
            Data::Text(_) => return node.clone(),
            Data::Date => {
                // Go's own form of a point in time is what it becomes.
                return respelled(node, Value::Str(Text::from(self.written(node))));
            }
            Data::Int(n) if i32::try_from(n).is_ok() => return node.clone(),
            Data::Float(f) if f.fract() == 0.0 && f.abs() < 2e9 => return respelled(node, Value::Int(f as i64)),
            Data::Map(_) => return respelled(node, Value::Int(0)),
            _ => self.not_a_map(node, "a number or a name"),
        }
        node.clone()
    }

    /// A point in time; nothing in a Pod template needs its value.
    pub fn time(&mut self, node: &Node) -> Node {
        match self.data(node) {
            Data::Text(text) if is_time(text) => {}
            Data::Map(_) | Data::Date => {}
            _ => self.not_a_map(node, "a point in time"),
        }
        node.clone()
    }
}

/// Whether a text has the form `2024-01-02T03:04:05Z`.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().take(19).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let zone = text.get(19..).unwrap_or("").trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    shape == "0000-00-00T00:00:00" && (zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-'])))
}
