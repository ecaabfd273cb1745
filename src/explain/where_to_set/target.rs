//! [`Target`]: the field of a Pod that is asked about, by names instead of positions, so that it is found again
//! in a Pod that came out otherwise.

use std::fmt;

use crate::kube::fields::Kind;
use crate::tree::{FieldPath, Node, Segment, Text, Value};

/// A step to the field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// A field of a struct.
    Field(&'static str),
    /// A key that people choose.
    Key(Text),
    /// The item that this tells from others.
    Item(Identity),
    /// The item at this place.
    At(usize),
    /// One item more than these.
    New(Vec<Node>),
}

/// What tells an item of a list from others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Identity {
    /// The way to the telling field in the item.
    pub keys: Vec<Text>,
    /// Its value.
    pub value: Value,
    /// Whether the item is the primary container, whatever it is called.
    pub is_primary: bool,
}

/// The field that is asked about.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub steps: Vec<Step>,
    /// Kind of the field.
    pub kind: Kind,
}

/// A place in a Pod that the target leads to.
#[derive(Clone, Debug)]
pub(super) struct Hit<'n> {
    /// As far as the Pod has it.
    pub path: FieldPath,
    /// The nodes on the way, the last one first; the Pod itself is the last.
    pub way: Vec<&'n Node>,
    /// The value, if the Pod has one.
    pub node: Option<&'n Node>,
}

impl Identity {
    /// Whether an item has it.
    pub fn is_of(&self, item: &Node, primary: &str, name: Option<&Text>) -> bool {
        if self.is_primary && name.is_some_and(|list| list == "containers") {
            return item.str_at("name") == primary;
        }
        let keys: Vec<&str> = self.keys.iter().map(Text::as_str).collect();
        item.at(&keys).is_some_and(|n| n.value == self.value)
    }

    /// The value as text.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Str(text) => text.to_string(),
            Value::Int(n) => n.to_string(),
            _ => String::new(),
        }
    }
}

impl Target {
    /// Every place that the path leads to. Of variables of one name only the last counts.
    pub fn hits<'n>(&self, pod: &'n Node, primary: &str) -> Vec<Hit<'n>> {
        let start = Hit { path: FieldPath::default(), way: vec![pod], node: Some(pod) };
        let mut hits = vec![start];
        let mut list: Option<Text> = None;
        for step in &self.steps {
            hits = hits.into_iter().flat_map(|hit| next(hit, step, primary, list.as_ref())).collect();
            if matches!(step, Step::Item(_)) && list.as_ref().is_some_and(|l| l == "env") {
                hits = hits.pop().into_iter().collect();
            }
            list = match step {
                Step::Field(name) => Some(Text::Static(name)),
                _ => None,
            };
        }
        hits
    }

    /// The container that the path goes through: its list, and its place among the steps.
    pub fn container(&self) -> Option<(&'static str, &Identity, &[Step])> {
        match self.steps.as_slice() {
            [Step::Field("spec"), Step::Field(list), Step::Item(identity), rest @ ..] if is_containers(list) => {
                Some((list, identity, rest))
            }
            _ => None,
        }
    }

    /// The steps below `spec`.
    pub fn in_spec(&self) -> Option<&[Step]> {
        match self.steps.as_slice() {
            [Step::Field("spec"), rest @ ..] if !rest.is_empty() => Some(rest),
            _ => None,
        }
    }

    /// The steps below `metadata`.
    pub fn in_metadata(&self) -> Option<&[Step]> {
        match self.steps.as_slice() {
            [Step::Field("metadata"), rest @ ..] if !rest.is_empty() => Some(rest),
            _ => None,
        }
    }

    /// The name of the variable whose value is asked for, of which container.
    pub fn variable(&self) -> Option<&Text> {
        match self.container()?.2 {
            [Step::Field("env"), Step::Item(Identity { value: Value::Str(name), .. }), Step::Field("value")] => {
                Some(name)
            }
            _ => None,
        }
    }

    /// `requests` or `limits` of a container, and the resource.
    pub fn resource(&self) -> Option<(&'static str, &Text)> {
        match self.container()?.2 {
            [Step::Field("resources"), Step::Field(side @ ("requests" | "limits")), Step::Key(name)] => {
                Some((side, name))
            }
            _ => None,
        }
    }

    /// Whether the field is what tells its item from others: setting it elsewhere makes another item.
    pub fn is_telling(&self) -> bool {
        match self.steps.as_slice() {
            [.., Step::Item(Identity { keys, .. }), Step::Field(name)] => {
                matches!(keys.as_slice(), [key] if key == name)
            }
            _ => false,
        }
    }

    /// Whether the path goes through the primary container.
    pub fn is_in_primary(&self) -> bool {
        self.container().is_some_and(|(_, identity, _)| identity.is_primary)
    }
}

/// Whether a list of a pod spec holds containers.
pub(super) fn is_containers(list: &str) -> bool {
    matches!(list, "containers" | "initContainers" | "ephemeralContainers")
}

/// The places one step further.
fn next<'n>(hit: Hit<'n>, step: &Step, primary: &str, list: Option<&Text>) -> Vec<Hit<'n>> {
    let Some(node) = hit.node else { return vec![hit] };
    let one = |segment: Segment, found: &'n Node| {
        let mut path = hit.path.clone();
        match segment {
            Segment::Key(key) => path.push_key(key),
            Segment::Index(i) => path.push_index(i),
        }
        let mut way = vec![found];
        way.extend(hit.way.iter().copied());
        Hit { path, way, node: Some(found) }
    };
    let found: Vec<Hit<'n>> = match step {
        Step::Field(name) => node.get(name).map(|n| one(Segment::Key(Text::Static(name)), n)).into_iter().collect(),
        Step::Key(key) => node.get(key).map(|n| one(Segment::Key(key.clone()), n)).into_iter().collect(),
        Step::At(i) => node.items().get(*i).map(|n| one(Segment::Index(*i), n)).into_iter().collect(),
        Step::New(before) => {
            let items = node.items().iter().enumerate();
            items.filter(|(_, item)| !before.contains(item)).map(|(i, item)| one(Segment::Index(i), item)).collect()
        }
        Step::Item(identity) => {
            let items = node.items().iter().enumerate();
            let fitting = items.filter(|(_, item)| identity.is_of(item, primary, list));
            fitting.map(|(i, item)| one(Segment::Index(i), item)).collect()
        }
    };
    if found.is_empty() { vec![Hit { node: None, ..hit }] } else { found }
}

impl fmt::Display for Target {
    /// `spec.containers[primary].env[LOG_LEVEL].value`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) if i == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Key(key) => {
                    let mut one = FieldPath::default();
                    one.push_key(key.clone());
                    let text = one.to_string();
                    let dot = if text.starts_with('[') { "" } else { "." };
                    write!(f, "{dot}{text}")?;
                }
                Step::Item(identity) => match identity.keys.as_slice() {
                    [key] if matches!(key.as_str(), "name" | "mountPath" | "devicePath") => {
                        write!(f, "[{}]", identity.text())?;
                    }
                    keys => {
                        let keys: Vec<&str> = keys.iter().map(Text::as_str).collect();
                        write!(f, "[{}={}]", keys.join("."), identity.text())?;
                    }
                },
                Step::At(i) => write!(f, "[{i}]")?,
                Step::New(before) => write!(f, "[{}]", before.len())?,
            }
        }
        Ok(())
    }
}
