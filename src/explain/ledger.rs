//! The resource ledger: for each request and limit of each container what was asked, what templates,
//! overrides and defaults gave, what clamped it, and what stands in the Pod.
//!
//! It reads the histories of the Pod's own values; nothing is calculated a second time.

mod cell;
mod left_out;
mod notes;

pub use cell::{Cell, Kind, Outcome};

use crate::flyte::pipeline::Pod;
use crate::tree::{Definition, Entry, FieldPath, Node, Origin, Segment, Text, Value};

/// Where resources stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// In `spec.containers`.
    Container,
    /// In `spec.initContainers`.
    Init,
    /// In `spec.ephemeralContainers`.
    Ephemeral,
    /// In `spec.resources`, for the Pod as a whole.
    Pod,
    /// In a container of a template that no container of the task took up.
    Dropped,
    /// In the task's own Pod, which `with_overrides(pod_template=)` replaced.
    Replaced,
}

/// Requests or limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the scheduler reserves.
    Requests,
    /// What must not be exceeded.
    Limits,
}

impl Role {
    /// Its name, as the ledger shows it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Container => "container",
            Role::Init => "init container",
            Role::Ephemeral => "ephemeral container",
            Role::Pod => "pod",
            Role::Dropped => "dropped",
            Role::Replaced => "replaced",
        }
    }
}

impl Side {
    /// The field's name.
    pub fn name(self) -> &'static str {
        match self {
            Side::Requests => "requests",
            Side::Limits => "limits",
        }
    }
}

/// All resources of one container.
#[derive(Clone, Debug)]
pub struct ContainerLedger {
    /// Its name.
    pub name: Text,
    /// Where it stands.
    pub role: Role,
    /// Its path in the Pod, or for what is not in the Pod the path of the list that it is missing from.
    pub path: FieldPath,
    /// Its requests and limits, resource by resource.
    pub rows: Vec<Row>,
}

/// One request or limit.
#[derive(Clone, Debug)]
pub struct Row {
    /// Requests or limits.
    pub side: Side,
    /// Name of the resource.
    pub resource: Text,
    /// The path in the Pod; `None` if it is not in the Pod.
    pub path: Option<FieldPath>,
    /// The value in the Pod; `None` if it is not in the Pod.
    pub value: Option<Value>,
    /// What took part, in the order in which to tell it. One holds if the row is in the Pod.
    pub cells: Vec<Cell>,
}

/// The ledger of a Pod: init containers, containers, then what did not come into the Pod.
pub fn ledger(pod: &Pod) -> Vec<ContainerLedger> {
    let mut found = Vec::new();
    let mut path = FieldPath::default();
    path.push_key(Text::Static("spec"));
    let spec = pod.node.get("spec");
    for (list, role) in
        [("initContainers", Role::Init), ("containers", Role::Container), ("ephemeralContainers", Role::Ephemeral)]
    {
        path.push_key(Text::Static(list));
        for (i, container) in spec.and_then(|s| s.get(list)).map_or(&[][..], Node::items).iter().enumerate() {
            path.push_index(i);
            found.extend(of_container(container, role, &path));
            path.pop();
        }
        path.pop();
    }
    found.extend(spec.and_then(|spec| of_container(spec, Role::Pod, &path)));
    let left_out = left_out::containers(pod, &found);
    found.extend(left_out);
    found
}

/// The rows of a container, or of a Pod as a whole; nothing if it has no resources.
fn of_container(container: &Node, role: Role, path: &FieldPath) -> Option<ContainerLedger> {
    let mut rows = Vec::new();
    for side in [Side::Requests, Side::Limits] {
        let Some(map) = container.at(&["resources", side.name()]) else { continue };
        rows.extend(map.entries().iter().map(|entry| row(entry, side, map, path)));
    }
    sort(&mut rows);
    // a container that stayed from the template as it is: nobody else could have given anything
    if container.get("name").is_some_and(|name| Cell::holding(name).kind == Kind::Template) {
        rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| cell.note.clear());
    }
    let name = container.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static(""));
    (!rows.is_empty()).then(|| ContainerLedger { name, role, path: path.clone(), rows })
}

/// Resource by resource, cpu and memory first, each with its request before its limit.
fn sort(rows: &mut [Row]) {
    let rank = |name: &str| ["cpu", "memory"].iter().position(|own| *own == name).unwrap_or(2);
    rows.sort_by(|a, b| (rank(&a.resource), &a.resource).cmp(&(rank(&b.resource), &b.resource)));
}

fn row(entry: &Entry, side: Side, map: &Node, container: &FieldPath) -> Row {
    let mut segments = container.segments().to_vec();
    let keys = [Text::Static("resources"), Text::Static(side.name()), entry.key.clone()];
    segments.extend(keys.into_iter().map(Segment::Key));
    let co_pilot = matches!(&map.origin, Origin::Flyte(made) if made.step == "co-pilot");
    let lost = entry.node.displaced().iter().filter(|lost| counts(lost)).map(Cell::lost);
    let mut cells: Vec<Cell> = lost.chain([Cell::holding(&entry.node)]).collect();
    for cell in cells.iter_mut().filter(|cell| co_pilot && cell.kind == Kind::Default) {
        cell.kind = Kind::CoPilot;
    }
    notes::write(&mut cells);
    let cells = in_order(cells);
    Row {
        side,
        resource: entry.key.clone(),
        path: Some(FieldPath::new(segments)),
        value: Some(entry.node.value.clone()),
        cells,
    }
}

/// The cells in the order of [`Cell::rank`] as far as a clamp, then what came after it.
fn in_order(cells: Vec<Cell>) -> Vec<Cell> {
    let mut phase = 0;
    let mut phased: Vec<(u32, Cell)> = Vec::with_capacity(cells.len());
    for cell in cells {
        let ends = cell.kind == Kind::Clamp;
        phased.push((phase, cell));
        phase += u32::from(ends);
    }
    phased.sort_by_key(|(phase, cell)| (*phase, cell.rank()));
    phased.into_iter().map(|(_, cell)| cell).collect()
}

/// Whether a definition is a value at all: null stands for "not given".
fn counts(lost: &Definition) -> bool {
    !matches!(lost.value, Value::Null)
}
