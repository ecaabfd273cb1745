//! From the steps of a path to a [`Target`]: each step by the field tables of the version's Kubernetes API.

use super::target::{Identity, Step, Target, is_containers};
use super::value::pointee;
use crate::diagnostic::{Diagnostic, suggest};
use crate::explain::query::Step as Raw;
use crate::kube::fields::{Api, Field, Kind, Type};
use crate::tree::{FieldPath, Node, Segment, Text, Value};

/// At most so many names are listed in a message.
const LISTED: usize = 12;

/// The field of `pod` that the steps lead to.
pub(super) fn resolve(
    path: &str,
    steps: &[Raw],
    api: Api,
    pod: &Node,
    primary: &str,
) -> Result<Target, Box<Diagnostic>> {
    let (first, rest) = steps.split_first().ok_or_else(|| unknown(path, path, "a Pod", &ROOTS))?;
    let name = match first {
        Raw::Word(word) | Raw::Key(word) => word.as_str(),
        _ => "",
    };
    let (root, ty) = match name {
        "metadata" => ("metadata", "ObjectMeta"),
        "spec" => ("spec", "PodSpec"),
        "apiVersion" => return Ok(Target { steps: vec![Step::Field("apiVersion")], kind: Kind::String }),
        "kind" => return Ok(Target { steps: vec![Step::Field("kind")], kind: Kind::String }),
        other => return Err(no_root(path, other, api)),
    };
    let ty = api.type_named(ty).ok_or_else(|| unknown(path, name, "a Pod", &ROOTS))?;
    let mut walk = Walk { path, primary, steps: vec![Step::Field(root)], list: None, node: pod.get(root) };
    let kind = walk.below(Kind::Struct(ty), rest)?;
    Ok(Target { steps: walk.steps, kind })
}

const ROOTS: [&str; 2] = ["metadata", "spec"];

/// A path that begins with none of a Pod's parts.
fn no_root(path: &str, name: &str, api: Api) -> Box<Diagnostic> {
    if name == "status" {
        let message = format!("`{path}` cannot be set: the status of a Pod is the cluster's");
        let error = Diagnostic::error("path/not-settable", message);
        return Box::new(error.help("ask for a field of `spec` or `metadata`"));
    }
    let in_part = |part: &'static str, ty: &str| {
        api.type_named(ty).is_some_and(|ty| ty.field(name).is_some()).then(|| format!("{part}.{path}"))
    };
    let whole = in_part("spec", "PodSpec").or_else(|| in_part("metadata", "ObjectMeta"));
    match whole {
        Some(whole) => {
            let error = Diagnostic::error("path/unknown-field", format!("`{name}` is no field of a Pod"));
            Box::new(error.help(format!("did you mean `{whole}`?")))
        }
        None => unknown(path, name, "a Pod", &ROOTS),
    }
}

fn unknown(path: &str, name: &str, owner: &str, names: &[&str]) -> Box<Diagnostic> {
    let what = if path == name { String::new() } else { format!(" (in `{path}`)") };
    let error = Diagnostic::error("path/unknown-field", format!("`{name}` is no field of {owner}{what}"));
    Box::new(match suggest(name, names.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None if names.len() <= LISTED => error.help(format!("its fields: {}", names.join(", "))),
        None => error.help("see `kubectl explain pod.spec`"),
    })
}

struct Walk<'a> {
    path: &'a str,
    primary: &'a str,
    steps: Vec<Step>,
    /// The field that the last step went to.
    list: Option<&'static Field>,
    /// What the Pod has here.
    node: Option<&'a Node>,
}

impl Walk<'_> {
    /// Goes down; gives the kind of the field at the end.
    fn below(&mut self, kind: Kind, steps: &[Raw]) -> Result<Kind, Box<Diagnostic>> {
        let Some((first, rest)) = steps.split_first() else { return Ok(kind) };
        match pointee(kind) {
            Kind::Struct(ty) => {
                let field = self.field(ty, first)?;
                self.list = Some(field);
                self.node = self.node.and_then(|n| n.get(field.name));
                self.steps.push(Step::Field(field.name));
                self.below(field.kind, rest)
            }
            Kind::Map(inner) => {
                let (key, rest) = whole_key(first, rest, *inner);
                self.node = self.node.and_then(|n| n.get(&key));
                self.steps.push(Step::Key(key));
                self.below(*inner, rest)
            }
            Kind::List(inner) => {
                let step = self.item(pointee(*inner), first, rest)?;
                self.node = self.node.and_then(|n| found(n, &step));
                self.steps.push(step);
                self.list = None;
                self.below(*inner, rest)
            }
            _ => {
                let here = Target { steps: self.steps.clone(), kind };
                let message = format!("`{here}` has nothing below it (asked: `{}`)", self.path);
                Err(Diagnostic::error("path/unknown-field", message).help(format!("ask for `{here}` itself")).into())
            }
        }
    }

    fn field(&self, ty: &'static Type, step: &Raw) -> Result<&'static Field, Box<Diagnostic>> {
        let name = match step {
            Raw::Word(name) | Raw::Key(name) | Raw::Name(name) => name.clone(),
            Raw::Index(i) => i.to_string(),
            Raw::Match(key, value) => format!("{key}={value}"),
            Raw::All => "*".to_owned(),
        };
        ty.field(&name).ok_or_else(|| {
            let names: Vec<&str> = ty.fields().iter().map(|f| f.name).collect();
            unknown(self.path, &name, ty.name, &names)
        })
    }

    /// The item of a list: by what tells it from others, where there is such a thing.
    fn item(&self, inner: Kind, step: &Raw, rest: &[Raw]) -> Result<Step, Box<Diagnostic>> {
        let items = self.node.map_or(&[][..], Node::items);
        match step {
            Raw::Word(word) | Raw::Key(word) | Raw::Name(word) => match word.parse() {
                Ok(i) => self.at(i, items, rest),
                Err(_) => self.named(inner, word, items),
            },
            Raw::Index(i) => self.at(*i, items, rest),
            Raw::Match(key, value) => {
                let keys: Vec<Text> = key.split('.').map(Text::from).collect();
                Ok(Step::Item(self.identity(inner, keys, value)))
            }
            // refused before
            Raw::All => self.at(0, items, rest),
        }
    }

    fn at(&self, i: usize, items: &[Node], rest: &[Raw]) -> Result<Step, Box<Diagnostic>> {
        let Some(item) = items.get(i) else {
            if i == items.len() {
                return Ok(Step::New(items.to_vec()));
            }
            let here = Target { steps: self.steps.clone(), kind: Kind::Raw };
            let message = format!("`{here}` has {} items, so there is no `[{i}]`", items.len());
            let help = format!("`[{}]` asks where to add one", items.len());
            return Err(Diagnostic::error("path/no-item", message).help(help).into());
        };
        let key = self.list.and_then(|f| f.merge_key);
        let telling = key.and_then(|key| Some((key, item.get(key)?)));
        let asks_for_it = matches!(rest, [Raw::Word(last) | Raw::Key(last)] if Some(last.as_str()) == key);
        // of several that are called the same the place has to tell
        let same = |value: &Node| items.iter().filter(|i| key.and_then(|k| i.get(k)) == Some(value)).count();
        Ok(match telling {
            Some((key, value)) if !asks_for_it && same(value) == 1 => Step::Item(self.with_role(Identity {
                keys: vec![key.into()],
                value: value.value.clone(),
                is_primary: false,
            })),
            _ => Step::At(i),
        })
    }

    /// `[primary]`: the item of this name, or whatever else tells items of this list from each other.
    fn named(&self, inner: Kind, word: &str, items: &[Node]) -> Result<Step, Box<Diagnostic>> {
        let Kind::Struct(ty) = inner else {
            let message = format!("`[{word}]` names no item of a list of plain values (in `{}`)", self.path);
            return Err(Diagnostic::error("path/no-item", message).help("count from 0: `[0]`").into());
        };
        let merge = self.list.and_then(|f| f.merge_key);
        let path_like = word.starts_with('/');
        let mut keys: Vec<&'static str> = Vec::new();
        keys.extend(merge.filter(|k| path_like == k.ends_with("Path")));
        keys.extend(["name", "key"].into_iter().filter(|k| ty.field(k).is_some()));
        keys.extend(merge);
        let has = |key: &&&str| items.iter().any(|item| item.get(key).is_some_and(|n| shown(n) == word));
        let Some(key) = keys.iter().find(has).or(keys.first()) else {
            let message = format!("items of this list have no names (`[{word}]` in `{}`)", self.path);
            let help = "count from 0 (`[0]`), or say what the item has: `[secretRef.name=x]`";
            return Err(Diagnostic::error("path/no-item", message).help(help).into());
        };
        let identity = self.identity(inner, vec![Text::Static(key)], word);
        let names: Vec<String> = items.iter().filter_map(|item| item.get(key)).map(shown).collect();
        if !names.iter().any(|n| n == word)
            && let Some(near) = suggest(word, names.iter().map(String::as_str))
        {
            let message = format!("the Pod has no `[{word}]` there (in `{}`)", self.path);
            let help = format!("did you mean `{near}`? To ask about an item that is not there, write `[{key}={word}]`");
            return Err(Diagnostic::error("path/no-item", message).help(help).into());
        }
        Ok(Step::Item(identity))
    }

    /// An identity whose value has the type of its field.
    fn identity(&self, inner: Kind, keys: Vec<Text>, word: &str) -> Identity {
        let kind = keys.iter().try_fold(inner, |kind, key| match pointee(kind) {
            Kind::Struct(ty) => ty.field(key).map(|f| f.kind),
            _ => None,
        });
        let value = match (kind.map(pointee), word.parse()) {
            (Some(Kind::Int32 | Kind::Int64 | Kind::IntOrString), Ok(n)) => Value::Int(n),
            _ => Value::Str(word.into()),
        };
        self.with_role(Identity { keys, value, is_primary: false })
    }

    fn with_role(&self, identity: Identity) -> Identity {
        let in_containers = self.list.is_some_and(|f| f.name == "containers" && is_containers(f.name));
        let is_primary = in_containers && self.steps.len() == 2 && identity.text() == self.primary;
        Identity { is_primary, ..identity }
    }
}

/// The item of a step in what the Pod has.
fn found<'n>(list: &'n Node, step: &Step) -> Option<&'n Node> {
    match step {
        Step::Item(identity) => list.items().iter().rev().find(|item| identity.is_of(item, "", None)),
        Step::At(i) => list.items().get(*i),
        _ => None,
    }
}

/// The key of a map. Where nothing can lie below its values, dots belong to it.
fn whole_key<'s>(first: &Raw, rest: &'s [Raw], inner: Kind) -> (Text, &'s [Raw]) {
    let Raw::Word(word) = first else { return (Text::from(text_of(first)), rest) };
    let is_leaf = !matches!(pointee(inner), Kind::Struct(_) | Kind::List(_) | Kind::Map(_));
    let words = rest.iter().take_while(|r| is_leaf && matches!(r, Raw::Word(_))).count();
    let (more, rest) = rest.split_at(words);
    let key = more.iter().fold(word.clone(), |key, raw| format!("{key}.{}", text_of(raw)));
    (Text::from(key), rest)
}

fn text_of(raw: &Raw) -> String {
    match raw {
        Raw::Word(t) | Raw::Key(t) | Raw::Name(t) => t.clone(),
        Raw::Index(i) => i.to_string(),
        Raw::Match(k, v) => format!("{k}={v}"),
        Raw::All => "*".to_owned(),
    }
}

/// A telling value as text.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Str(text) => text.to_string(),
        Value::Int(n) => n.to_string(),
        _ => String::new(),
    }
}

/// A path of a Pod with names instead of positions, as people write it.
pub(super) fn with_names(path: &FieldPath, pod: &Node) -> String {
    let mut out = String::new();
    let mut here = Some(pod);
    for (i, segment) in path.segments().iter().enumerate() {
        match segment {
            Segment::Key(key) => {
                let mut one = FieldPath::default();
                one.push_key(key.clone());
                let text = one.to_string();
                if i > 0 && !text.starts_with('[') {
                    out.push('.');
                }
                out.push_str(&text);
                here = here.and_then(|n| n.get(key));
            }
            Segment::Index(i) => {
                here = here.and_then(|n| n.items().get(*i));
                match here.and_then(|n| n.get("name")).filter(|n| n.is_filled()) {
                    Some(name) => out.push_str(&format!("[{}]", shown(name))),
                    None => out.push_str(&format!("[{i}]")),
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::where_to_set::path::steps as parse;
    use crate::source::Sources;
    use crate::yaml::{Dialect, parse as read};

    const POD: &str = "
metadata: {labels: {app.io/name: x}}
spec:
  containers:
  - name: main
    env: [{name: A, value: '1'}, {name: B, value: '2'}, {name: A, value: '3'}]
    ports: [{containerPort: 80}]
    volumeMounts: [{name: data, mountPath: /data}]
    resources: {limits: {nvidia.com/gpu: '1'}}
  tolerations: [{key: gpu, operator: Exists}]
";

    /// The path as it is understood, and what it leads to.
    fn asked(path: &str) -> Result<(String, Vec<Option<String>>), String> {
        let mut sources = Sources::new();
        let id = sources.add("pod", POD);
        let pod = read(&sources, id, Dialect::Core).unwrap().swap_remove(0).root;
        let steps = parse(path).map_err(|e| e.message.clone())?;
        let target = resolve(path, &steps, Api::V0_34, &pod, "main").map_err(|e| e.help.unwrap_or(e.message))?;
        let hits = target.hits(&pod, "main").iter().map(|hit| hit.node.map(shown)).collect();
        Ok((target.to_string(), hits))
    }

    #[test]
    fn paths_lead_to_fields_by_names() {
        for (path, understood, found) in [
            ("spec.containers[0].name", "spec.containers[0].name", Some("main")),
            ("spec.containers[main].env[B].value", "spec.containers[main].env[B].value", Some("2")),
            ("spec.containers[0].env[1].value", "spec.containers[main].env[B].value", Some("2")),
            ("spec.containers[name=main].env[A].value", "spec.containers[main].env[A].value", Some("3")),
            ("/spec/containers/0/env/0/value", "spec.containers[main].env[0].value", Some("1")),
            ("spec.containers.main.ports[80].containerPort", "", None),
            (
                "spec.containers[main].ports[containerPort=80].protocol",
                "spec.containers[main].ports[containerPort=80].protocol",
                None,
            ),
            (
                "spec.containers[main].volumeMounts[/data].name",
                "spec.containers[main].volumeMounts[/data].name",
                Some("data"),
            ),
            (
                "spec.containers[main].volumeMounts[data].mountPath",
                "spec.containers[main].volumeMounts[data].mountPath",
                Some("/data"),
            ),
            (
                "spec.containers[0].resources.limits.nvidia.com/gpu",
                "spec.containers[main].resources.limits['nvidia.com/gpu']",
                Some("1"),
            ),
            ("metadata.labels.app.io/name", "metadata.labels['app.io/name']", Some("x")),
            ("metadata.labels['app.io/name']", "metadata.labels['app.io/name']", Some("x")),
            ("spec.tolerations[gpu].operator", "spec.tolerations[key=gpu].operator", Some("Exists")),
            ("spec.tolerations[1].operator", "spec.tolerations[1].operator", None),
            ("spec.hostNetwork", "spec.hostNetwork", None),
        ] {
            match asked(path) {
                Ok((text, hits)) => {
                    assert_eq!(text, understood, "{path}");
                    assert_eq!(hits.last().cloned().flatten().as_deref(), found, "{path}");
                }
                Err(why) => assert_eq!(understood, "", "{path}: {why}"),
            }
        }
    }

    #[test]
    fn what_leads_nowhere_gets_the_nearest() {
        for (path, help) in [
            ("spec.hostNetwrk", "did you mean `hostNetwork`?"),
            ("nodeSelector.a", "did you mean `spec.nodeSelector.a`?"),
            ("labels.a", "did you mean `metadata.labels.a`?"),
            (
                "spec.containers[mian].image",
                "did you mean `main`? To ask about an item that is not there, write `[name=mian]`",
            ),
            ("spec.tolerations[5].key", "`[1]` asks where to add one"),
            ("spec.containers[main].image.tag", "ask for `spec.containers[main].image` itself"),
        ] {
            assert_eq!(asked(path).unwrap_err(), help, "{path}");
        }
    }
}
