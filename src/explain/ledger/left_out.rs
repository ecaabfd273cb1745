//! Resources that did not come into the Pod because their whole container did not.

use std::collections::HashSet;

use super::{Cell, ContainerLedger, Role, Row, Side, notes, sort};
use crate::flyte::pipeline::Pod;
use crate::source::Span;
use crate::tree::{Definition, FieldPath, Node, Segment, Text, Verdict};

const LISTS: [&str; 2] = ["initContainers", "containers"];

/// The containers with resources that were dropped, or replaced with their Pod. What the rows of the
/// Pod tell already is not told again: Flyte takes resources also from containers that it then drops.
pub(super) fn containers(pod: &Pod, told: &[ContainerLedger]) -> Vec<ContainerLedger> {
    let mut places = HashSet::new();
    for cell in told.iter().flat_map(|c| &c.rows).flat_map(|row| &row.cells) {
        cell.origin.for_each_source(&mut |origin| places.extend(origin.span()));
    }
    let spec = pod.node.get("spec");
    let mut found = Vec::new();
    for list in LISTS {
        let dropped = spec.and_then(|s| s.get(list)).map_or(&[][..], Node::displaced);
        for lost in dropped.iter().filter(|lost| lost.verdict == Verdict::Dropped) {
            found.extend(container(&whole(lost), lost, Role::Dropped, list, &places));
        }
    }
    let replaced = spec.map_or(&[][..], Node::displaced);
    for lost in replaced.iter().filter(|lost| lost.verdict == Verdict::Replaced) {
        let spec = whole(lost);
        for list in LISTS {
            let containers = spec.get(list).map_or(&[][..], Node::items);
            found.extend(containers.iter().filter_map(|c| container(c, lost, Role::Replaced, list, &places)));
        }
    }
    found
}

fn whole(lost: &Definition) -> Node {
    Node::new(lost.value.clone(), lost.origin.clone())
}

fn container(
    node: &Node,
    lost: &Definition,
    role: Role,
    list: &'static str,
    told: &HashSet<Span>,
) -> Option<ContainerLedger> {
    let mut rows = Vec::new();
    for side in [Side::Requests, Side::Limits] {
        for entry in node.at(&["resources", side.name()]).map_or(&[][..], Node::entries) {
            if entry.node.is_null() || entry.node.origin.nearest_span().is_some_and(|span| told.contains(&span)) {
                continue;
            }
            let lost = Definition {
                value: entry.node.value.clone(),
                origin: entry.node.origin.clone(),
                verdict: lost.verdict,
                rule: lost.rule,
                by: lost.by.clone(),
            };
            let mut cells = vec![Cell::lost(&lost)];
            notes::write(&mut cells);
            rows.push(Row { side, resource: entry.key.clone(), path: None, value: None, cells });
        }
    }
    sort(&mut rows);
    let path = FieldPath::new(["spec", list].map(|key| Segment::Key(Text::Static(key))).to_vec());
    let name = node.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static(""));
    (!rows.is_empty()).then_some(ContainerLedger { name, role, path, rows })
}
