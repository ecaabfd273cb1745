//! [`Written`]: one configuration file as its author wrote it, and Flyte's refusal to read it.

use super::go::{float_text, lower, quote};
use super::layout::SECTIONS;
use super::notes::Notes;
use crate::diagnostic::Diagnostic;
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Entry, Layer, Map, Node, Value};
use crate::yaml::{Dialect, parse};

/// One file: its first document, which is the only one that Flyte reads.
#[derive(Debug)]
pub struct Written {
    /// The text.
    pub id: SourceId,
    /// Its map with keys as written. Only the sections that are read are in the layer of the
    /// configuration, the others stay as parsed.
    pub root: Node,
    /// Plain scalars that the reader takes for dates.
    pub dates: Vec<Span>,
    /// Whether Flyte reads it as JSON, by its name.
    pub is_json: bool,
    /// Documents that Flyte does not read.
    pub rest: Vec<Node>,
}

/// Whether a top-level key belongs to a section that matters for a Pod, or begins with its name
/// and a dot.
pub fn is_section(key: &str) -> bool {
    let first = key.split('.').next().unwrap_or("");
    let first = if first.is_ascii() { first.to_ascii_lowercase() } else { lower(first) };
    SECTIONS.iter().any(|s| s.path.split('.').next() == Some(first.as_str()))
}

/// The dialect in which a reader takes YAML.
pub fn dialect(reader: ConfigReader) -> Dialect {
    if reader == ConfigReader::R1 { Dialect::ConfigV2 } else { Dialect::ConfigV3 }
}

/// Reads all files. If Flyte cannot, all reasons, each with its whole message.
pub fn load(
    sources: &Sources,
    files: &[SourceId],
    version: FlyteVersion,
    notes: &mut Notes,
) -> Result<Vec<Written>, Vec<Diagnostic>> {
    let (mut loaded, mut errors, mut messages): (Vec<Written>, Vec<Diagnostic>, String) = Default::default();
    for id in files {
        if loaded.iter().any(|w| w.id == *id) {
            continue;
        }
        match one(sources, *id, version, notes) {
            Ok(written) => loaded.push(written),
            Err(problems) => {
                messages.push_str(&refusal(sources.name(*id), &problems, version.config_reader()));
                errors.extend(problems);
            }
        }
    }
    if errors.is_empty() {
        return Ok(loaded);
    }
    if !messages.is_empty() {
        errors.iter_mut().for_each(|e| e.flyte = Some(messages.clone()));
    }
    Err(errors)
}

/// What Flyte says of a file that it cannot read; empty where that is not known.
fn refusal(name: &str, problems: &[Diagnostic], reader: ConfigReader) -> String {
    let Some(words) = problems.iter().find_map(|p| p.flyte.as_deref()) else { return String::new() };
    let is_duplicate = problems.iter().any(|p| p.code == "yaml/duplicate-key");
    if is_duplicate && reader != ConfigReader::R1 && is_json(name) {
        // JSON itself lets them pass; it is read once more as YAML.
        return format!("failed to parse config file {} for case-sensitive key restoration: {words}", quote(name));
    }
    format!("\nWhile parsing config: {words}")
}

/// Whether Flyte reads a file as JSON.
fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

fn one(sources: &Sources, id: SourceId, version: FlyteVersion, notes: &mut Notes) -> Result<Written, Vec<Diagnostic>> {
    let mut documents = parse(sources, id, dialect(version.config_reader()))?.into_iter();
    let first = documents.next();
    let (root, dates) = match &first {
        Some(document) => (&document.root, document.dates.clone()),
        None => (&Node::null(crate::tree::Origin::input(Span::new(id, 0, 0))), Vec::new()),
    };
    for (key, earlier) in first.iter().flat_map(|d| &d.duplicates) {
        notes.warnings.push(duplicate(sources, *key, *earlier));
    }
    let map = match &root.value {
        Value::Null => Map::default(),
        Value::Map(map) => sections_in_layer(map),
        _ => return Err(vec![not_a_map(sources, root)]),
    };
    let rest: Vec<Node> = documents.map(|d| d.root).collect();
    if let Some(second) = rest.iter().find(|n| !n.is_null()) {
        let message = "Flyte reads only the first document of a file; this one is ignored";
        let warning = Diagnostic::warning("config/second-document", message).maybe_at(second.span(), "not read");
        notes.warnings.push(warning.help("move it into the first document, or into a file of its own"));
    }
    let name = sources.name(id);
    check_extension(name, id, notes);
    Ok(Written { id, root: Node::map(map, root.origin.clone()), dates, is_json: is_json(name), rest })
}

fn duplicate(sources: &Sources, key: Span, earlier: Span) -> Diagnostic {
    let message = format!("the key `{}` is given twice; Flyte takes the last value", sources.slice(key));
    Diagnostic::warning("config/duplicate-key", message)
        .at(key, "this one counts")
        .with(earlier, "this one is ignored")
        .help("remove one of the two; newer versions of Flyte do not start with such a file")
}

/// A name by which Flyte would not know the format.
fn check_extension(name: &str, id: SourceId, notes: &mut Notes) {
    let file = name.rsplit(['/', ' ', ':']).next().unwrap_or(name);
    let Some((_, extension)) = file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else { return };
    if matches!(extension.to_ascii_lowercase().as_str(), "yaml" | "yml" | "json") {
        return;
    }
    let message = format!("Flyte would not read a file called `{file}`");
    let warning = Diagnostic::warning("config/extension", message).at(Span::new(id, 0, 0), "");
    let warning = warning.flyte(format!("Unsupported Config Type \"{extension}\""));
    notes.warnings.push(warning.help("name it `.yaml`"));
}

/// A file whose top level is no map.
fn not_a_map(sources: &Sources, root: &Node) -> Diagnostic {
    let clipped = |text: String| match text.char_indices().nth(10) {
        Some(_) => format!(" `{}...`", text.chars().take(7).collect::<String>()),
        None => format!(" `{text}`"),
    };
    let (what, tag) = match &root.value {
        Value::Seq(_) => ("a list", "!!seq".to_owned()),
        Value::Bool(_) => ("a boolean", "!!bool".to_owned()),
        Value::Int(_) => ("a number", "!!int".to_owned()),
        Value::Float(_) => ("a number", "!!float".to_owned()),
        _ => ("a text", "!!str".to_owned()),
    };
    let shown = match &root.value {
        Value::Seq(_) | Value::Map(_) => String::new(),
        Value::Str(text) => clipped(text.to_string()),
        Value::Float(f) if root.span().is_none() => clipped(float_text(*f)),
        _ => clipped(root.span().map_or("", |s| sources.slice(s)).to_owned()),
    };
    let line = root.span().map_or(1, |s| sources.line_column(s).line);
    let message = format!("the configuration must be a map of sections; this file is {what}");
    Diagnostic::error("config/not-a-map", message)
        .maybe_at(root.span(), "")
        .help("write sections such as `plugins:` with their keys below")
        .flyte(format!(
            "yaml: unmarshal errors:\n  line {line}: cannot unmarshal {tag}{shown} into map[string]interface {{}}"
        ))
}

/// The top level with the sections that are read moved into the layer of the configuration.
fn sections_in_layer(map: &Map) -> Map {
    let entries = map.entries().iter().map(|e| if is_section(&e.key) { in_layer(e) } else { e.clone() });
    Map::in_order(entries.collect())
}

fn in_layer(entry: &Entry) -> Entry {
    Entry { key: entry.key.clone(), key_span: entry.key_span, node: node_in_layer(&entry.node) }
}

fn node_in_layer(node: &Node) -> Node {
    let origin = node.origin.in_layer(Layer::Config);
    match &node.value {
        Value::Map(map) => Node::map(Map::in_order(map.entries().iter().map(in_layer).collect()), origin),
        Value::Seq(items) => Node::seq(items.iter().map(node_in_layer).collect(), origin),
        scalar => Node::new(scalar.clone(), origin),
    }
}
