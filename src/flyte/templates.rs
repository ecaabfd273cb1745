//! [`Templates`]: the runtime PodTemplates of a cluster, by name and namespace.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, suggest};
use crate::flyte::version::FlyteVersion;
use crate::kube::decode::{Keys, decode};
use crate::kube::fields::Kind;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Layer, Made, Node, Origin};
use crate::yaml::{Dialect, parse};

/// A runtime PodTemplate.
#[derive(Clone, Debug)]
pub struct Template {
    /// `metadata.name`
    pub name: Node,
    /// `metadata.namespace`
    pub namespace: Node,
    /// `template.metadata`, decoded; an empty map if there is none
    pub metadata: Node,
    /// `template.spec`, decoded; an empty map if there is none
    pub spec: Node,
    /// The whole document.
    pub span: Option<Span>,
}

/// All PodTemplates that were given.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    list: Vec<Template>,
    by_name: HashMap<(String, String), usize>,
}

static NOT_GIVEN: Made = Made { step: "template", reason: "the template does not say it" };

impl Templates {
    /// Reads the PodTemplates of the given texts, as kubectl and the API server read them.
    ///
    /// Gives them with warnings (unknown fields, objects of other kinds), or every reason why one
    /// of them cannot be read.
    pub fn read(
        sources: &Sources,
        ids: &[SourceId],
        version: FlyteVersion,
    ) -> Result<(Templates, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut templates = Templates::default();
        let (mut warnings, mut errors) = (Vec::new(), Vec::new());
        for id in ids {
            match parse(sources, *id, Dialect::Kubectl) {
                Ok(documents) => {
                    for document in &documents {
                        warnings.extend(document.duplicates.iter().map(|(first, again)| duplicate(*first, *again)));
                        templates.read_object(&document.root, version, &mut warnings, &mut errors);
                    }
                }
                Err(problems) => errors.extend(problems.into_iter().map(|problem| quoting(problem, sources))),
            }
        }
        if errors.is_empty() { Ok((templates, warnings)) } else { Err(errors) }
    }

    /// Reads one object: a PodTemplate, or a list of objects.
    fn read_object(
        &mut self,
        object: &Node,
        version: FlyteVersion,
        warnings: &mut Vec<Diagnostic>,
        errors: &mut Vec<Diagnostic>,
    ) {
        if object.is_null() {
            return;
        }
        match object.str_at("kind") {
            "PodTemplate" => match Template::decode(object, version, warnings) {
                Ok(template) => self.add(template, warnings),
                Err(error) => errors.push(*error),
            },
            "List" | "PodTemplateList" => {
                for item in object.get("items").map_or(&[][..], Node::items) {
                    self.read_object(item, version, warnings, errors);
                }
            }
            "" => errors.push(no_kind(object)),
            other => {
                let span = object.get("kind").and_then(Node::span);
                warnings.push(
                    Diagnostic::warning(
                        "template/other-kind",
                        format!("a `{other}` is no PodTemplate and is not read"),
                    )
                    .maybe_at(span, "only PodTemplates count here")
                    .help("give Flyte's configuration with `-c`, the task as an argument"),
                );
            }
        }
    }

    fn add(&mut self, template: Template, warnings: &mut Vec<Diagnostic>) {
        let text = |node: &Node| node.as_str().unwrap_or("").to_owned();
        let key = (text(&template.namespace), text(&template.name));
        if let Some(earlier) = self.by_name.insert(key.clone(), self.list.len()).and_then(|i| self.list.get(i)) {
            let mut warning = Diagnostic::warning(
                "template/duplicate",
                format!("PodTemplate `{}` stands twice in namespace `{}`; the last one counts", key.1, key.0),
            )
            .maybe_at(template.name.span(), "this one counts")
            .help("remove one of the two");
            if let Some(span) = earlier.name.span() {
                warning = warning.with(span, "the earlier one");
            }
            warnings.push(warning);
        }
        self.list.push(template);
    }

    /// The template of this name in this namespace.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Template> {
        // Borrowed look-ups of a pair need owned keys; only the names of one render are looked up.
        self.by_name.get(&(namespace.to_owned(), name.to_owned())).and_then(|i| self.list.get(*i))
    }

    /// All of them, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &Template> {
        self.list.iter()
    }
}

/// What Kubernetes' reader says of a text, where its words are known.
fn quoting(problem: Diagnostic, sources: &Sources) -> Diagnostic {
    let written = problem.label.as_ref().map_or("", |label| sources.slice(label.span));
    let words = match (problem.code, written.to_ascii_lowercase().as_str()) {
        ("yaml/not-json", ".inf" | "+.inf") => "json: unsupported value: +Inf",
        ("yaml/not-json", "-.inf") => "json: unsupported value: -Inf",
        ("yaml/not-json", ".nan") => "json: unsupported value: NaN",
        _ if problem.message.contains("control character") => "yaml: control characters are not allowed",
        _ => return problem,
    };
    problem.flyte(format!("podtemplate: {words}"))
}

/// A key given twice, of which Kubernetes takes the last.
fn duplicate(first: Span, again: Span) -> Diagnostic {
    Diagnostic::warning("template/duplicate-key", "the same key stands twice; Kubernetes takes the last one silently")
        .at(again, "this one counts")
        .with(first, "this one is lost")
        .help("remove one of the two")
}

/// An object that does not say what it is.
fn no_kind(object: &Node) -> Diagnostic {
    let near = object.entries().iter().map(|e| e.key.as_str()).find(|key| suggest(key, ["kind"]).is_some());
    let help = match near {
        Some(key) => format!("write `kind` for `{key}`"),
        None => "a PodTemplate begins with `apiVersion: v1` and `kind: PodTemplate`".to_owned(),
    };
    Diagnostic::error("template/no-kind", "this is no Kubernetes object: it has no `kind`")
        .maybe_at(object.span().map(|s| s.at_start()), "")
        .help(help)
}

impl Template {
    fn decode(
        object: &Node,
        version: FlyteVersion,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Template, Box<Diagnostic>> {
        let kind = version.kubernetes_api().type_named("PodTemplate").map(Kind::Struct).unwrap_or(Kind::Raw);
        let decoded = decode(object, kind, Keys::Exact, &[], Layer::RuntimeTemplate).map_err(|error| {
            let refusal = Diagnostic::error("template/type", error.message.clone())
                .maybe_at(error.span.or(object.span()), "Kubernetes would refuse this value")
                .help("quote the value if a string is meant; see `kubectl explain podtemplate`")
                .flyte(format!("podtemplate: {}", error.message));
            Box::new(refusal)
        })?;
        for unknown in &decoded.unknown {
            if unknown.type_name == "PodTemplate" && matches!(unknown.key.as_str(), "kind" | "apiVersion") {
                continue;
            }
            warnings.push(unknown_field(unknown, version));
        }
        let root = decoded.node;
        let absent = || Node::null(Origin::Flyte(&NOT_GIVEN));
        let take = |keys: &[&str]| root.at(keys).cloned().unwrap_or_else(absent);
        Ok(Template {
            name: take(&["metadata", "name"]),
            namespace: take(&["metadata", "namespace"]),
            metadata: take(&["template", "metadata"]),
            spec: take(&["template", "spec"]),
            span: object.span(),
        })
    }
}

/// A field that Kubernetes does not have.
pub fn unknown_field(unknown: &crate::kube::decode::Unknown, version: FlyteVersion) -> Diagnostic {
    let fields = version.kubernetes_api().type_named(unknown.type_name);
    let names = fields.iter().flat_map(|ty| ty.fields()).map(|f| f.name);
    let help = match suggest(&unknown.key, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("`{}` has no such field in the Kubernetes API of this Flyte version", unknown.type_name),
    };
    Diagnostic::warning("kubernetes/unknown-field", format!("unknown field `{}` is dropped silently", unknown.key))
        .maybe_at(unknown.span, format!("not a field of {}", unknown.type_name))
        .help(help)
}
