//! [`Fault`]: a value that Flyte cannot decode, in Flyte's words and in ours.

use super::data::Data;
use super::decoder::Decoder;
use super::go::quote;
use crate::diagnostic::Diagnostic;
use crate::flyte::version::ConfigReader;
use crate::source::Span;
use crate::tree::Node;

/// A value that Flyte cannot decode.
#[derive(Debug)]
pub struct Fault {
    /// The library's message.
    pub go: String,
    /// The value.
    pub span: Option<Span>,
    /// What is wrong, in our words.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What a target takes: Go's type, and how people call it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Go's name of the type.
    pub go: &'a str,
    /// `a text`
    pub noun: &'a str,
}

impl Decoder<'_> {
    fn is_old(&self) -> bool {
        self.reader == ConfigReader::R1
    }

    /// Records a fault at a value.
    fn fault(&mut self, node: &Node, go: String, message: String, help: &str) {
        let span = node.origin.nearest_span();
        self.faults.push(Fault { go, span, message, help: help.to_owned() });
    }

    /// A list, map or date where a single value must stand, or a single value where a map must.
    pub fn unconvertible(&mut self, node: &Node, wanted: Wanted) {
        let data = self.data(node);
        let found = self.go_type(node, &data);
        let mut go = format!("'{}' expected type '{}', got unconvertible type '{found}'", self.path, wanted.go);
        if self.is_old() {
            go.push_str(&format!(", value: '{}'", self.shown(node)));
        }
        let message = format!("`{}` takes {}, this is {}", self.key(), wanted.noun, data.noun());
        let help = match data {
            Data::Date => "put it in quotes: this version of Flyte takes it for a date".to_owned(),
            _ => format!("write {} here", wanted.noun),
        };
        self.fault(node, go, message, &help);
    }

    /// Something else where a map must stand. `what` is what people would write.
    pub fn not_a_map(&mut self, node: &Node, what: &str) {
        let data = self.data(node);
        let go = match self.is_old() {
            true => format!("'{}' expected a map, got '{}'", self.path, self.go_kind(node, &data)),
            false => format!("'{}' expected a map or struct, got \"{}\"", self.path, self.go_kind(node, &data)),
        };
        let shown = match data {
            Data::List(_) => "this is a list".to_owned(),
            _ => format!("not `{}`", self.shown(node)),
        };
        let message = format!("`{}` takes {what}, {shown}", self.key());
        self.fault(node, go, message, &format!("write {what} here"));
    }

    /// A single value where a map of the user's keys must stand.
    pub fn not_a_free_map(&mut self, node: &Node, go_type: &str) {
        if !self.is_old() {
            return self.unconvertible(node, Wanted { go: go_type, noun: "a map" });
        }
        self.not_a_map(node, "a map, or a list of maps");
    }

    /// A text that is no boolean.
    pub fn not_a_bool(&mut self, node: &Node, text: &str) {
        let go = match self.is_old() {
            true => format!(
                "cannot parse '{}' as bool: strconv.ParseBool: parsing {}: invalid syntax",
                self.path,
                quote(text)
            ),
            false => format!("'{}' cannot parse value as 'bool': strconv.ParseBool: invalid syntax", self.path),
        };
        let message = format!("`{}` takes `true` or `false`, not `{text}`", self.key());
        let help = match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" => "write `true`",
            "no" | "n" | "off" => "write `false`",
            _ => "write `true` or `false`",
        };
        self.fault(node, go, message, help);
    }

    /// A text that is no whole number.
    pub fn not_an_int(&mut self, node: &Node, text: &str, go_type: &str, why: &str) {
        let go = match self.is_old() {
            true => format!("cannot parse '{}' as int: strconv.ParseInt: parsing {}: {why}", self.path, quote(text)),
            false => format!("'{}' cannot parse value as '{go_type}': strconv.ParseInt: {why}", self.path),
        };
        let message = format!("`{}` takes a whole number, not `{text}`", self.key());
        self.fault(node, go, message, "write a whole number");
    }

    /// A text under `duration` that is none.
    pub fn not_a_duration(&mut self, node: &Node, text: &str) {
        let why = duration_problem(text, self.is_old());
        let go = match self.is_old() {
            true => format!("error decoding '{}': {why}", self.path),
            false => format!("'{}' {why}", self.path),
        };
        let message = format!("`{}` takes a duration, not `{text}`", self.key());
        self.fault(node, go, message, "write a duration such as `30s` or `5m`");
    }

    /// What is missing when a key with a dot was split into levels.
    pub fn explain_split(&mut self, first: usize, key: Span) {
        let (written, map) = (self.sources.slice(key), self.key());
        for fault in self.faults.iter_mut().skip(first) {
            fault.span = Some(key);
            fault.message = format!("in the map `{map}` this version of Flyte splits the key `{written}` at its dots");
            fault.help = format!("write the map as a list, in which a dot is a letter: `- {written}: ...`");
        }
    }
}

/// Why Go does not take a text for a duration.
fn duration_problem(text: &str, with_text: bool) -> String {
    let digits = text.trim_start_matches(['+', '-']);
    let unit_less = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let unit: String = digits.chars().skip(number).take_while(|c| *c != '.' && !c.is_ascii_digit()).collect();
    let quoted = if with_text { format!(" {}", quote(text)) } else { String::new() };
    if digits.trim_matches('.').is_empty() || number == 0 {
        return format!("time: invalid duration{quoted}");
    }
    if unit_less {
        return format!("time: missing unit in duration{quoted}");
    }
    match with_text {
        true => format!("time: unknown unit {} in duration{quoted}", quote(&unit)),
        false => "time: unknown unit".to_owned(),
    }
}

impl Fault {
    /// The fault as a diagnostic that quotes Flyte's whole message.
    pub fn diagnostic(self, whole: &str) -> Diagnostic {
        Diagnostic::error("config/decode", self.message).maybe_at(self.span, "").help(self.help).flyte(whole)
    }
}

/// The library's message for all faults of a section; a lone one at the top has no envelope.
pub fn message(faults: &[Fault], reader: ConfigReader, is_bare: bool) -> String {
    let mut texts: Vec<&str> = faults.iter().map(|f| f.go.as_str()).collect();
    if is_bare {
        return texts.join("\n");
    }
    if reader == ConfigReader::R1 {
        texts.sort_unstable();
        let points: Vec<String> = texts.iter().map(|t| format!("* {t}")).collect();
        return format!("{} error(s) decoding:\n\n{}", texts.len(), points.join("\n"));
    }
    format!("decoding failed due to the following error(s):\n\n{}", texts.join("\n"))
}
