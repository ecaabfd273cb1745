//! Values as Python expressions.

use super::names::Names;
use super::ty::Ty;
use super::{Module, Sdk};
use crate::sdk::python::library::text;
use crate::tree::{Node, Origin, Value};

/// The name that a primary container has if nobody says otherwise.
const PRIMARY: &str = "primary";

/// Writes one new value.
pub(super) struct Speller<'s> {
    /// The module that it is written in.
    pub module: &'s Module,
    /// The SDK whose classes are meant.
    pub sdk: Sdk,
    /// What stands before the name of the class in whose call it is written (`k8s.`).
    pub prefix: Option<String>,
    /// Names that the module does not have yet.
    pub names: &'s mut Names,
    /// What was written.
    pub out: String,
    /// Where in it the value asked for stands.
    pub value: Option<(usize, usize)>,
    /// The origin of the value asked for.
    pub new: &'s Origin,
}

impl Speller<'_> {
    /// Writes a value.
    pub fn node(&mut self, node: &Node, ty: &Ty) -> Result<(), String> {
        let start = self.out.len();
        match &node.value {
            Value::Map(_) if ty.is_made() => self.made(node, ty)?,
            Value::Map(map) => {
                self.out.push('{');
                for (i, entry) in map.entries().iter().enumerate() {
                    self.comma(i);
                    self.out.push_str(&text(&entry.key));
                    self.out.push_str(": ");
                    self.node(&entry.node, &Ty::Plain)?;
                }
                self.out.push('}');
            }
            Value::Seq(items) => {
                let (open, close) = if matches!(ty, Ty::Amount) { ('(', ')') } else { ('[', ']') };
                self.out.push(open);
                for (i, item) in items.iter().enumerate() {
                    self.comma(i);
                    self.node(item, &ty.item())?;
                }
                self.out.push(close);
            }
            scalar => self.out.push_str(&literal(scalar)),
        }
        if node.origin == *self.new {
            self.value = Some((self.value.map_or(start, |(first, _)| first.min(start)), self.out.len()));
        }
        Ok(())
    }

    /// A call that makes the value.
    fn made(&mut self, node: &Node, ty: &Ty) -> Result<(), String> {
        let class = match ty {
            Ty::Template => "PodTemplate",
            Ty::Resources => "Resources",
            _ => ty.class().ok_or("nothing makes a task here")?,
        };
        let name = match ty.class() {
            Some(class) => self.names.of_client(self.module, self.prefix.as_deref(), class),
            None => self.names.of_sdk(self.module, self.sdk, class),
        };
        self.out.push_str(&name);
        self.out.push('(');
        for (i, entry) in node.entries().iter().enumerate() {
            self.comma(i);
            let argument = ty.argument(&entry.key);
            self.out
                .push_str(argument.ok_or_else(|| format!("`{class}` of Kubernetes' client has no `{}`", entry.key))?);
            self.out.push('=');
            self.node(&entry.node, &ty.entry(&entry.key))?;
        }
        if class == "V1PodSpec" && node.get("containers").is_none() {
            // the client does not make a pod spec without them
            self.comma(node.entries().len());
            let container = self.names.of_client(self.module, self.prefix.as_deref(), "V1Container");
            self.out.push_str(&format!("containers=[{container}(name={})]", text(PRIMARY)));
        }
        self.out.push(')');
        Ok(())
    }

    fn comma(&mut self, i: usize) {
        if i > 0 {
            self.out.push_str(", ");
        }
    }
}

/// A scalar as Python writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => text::float(*n),
        Value::Str(text) => self::text(text),
        _ => String::new(),
    }
}

/// A string in double quotes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
