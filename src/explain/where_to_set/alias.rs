//! Values that aliases repeat are one text: what an edit makes of one, it makes of all.

use std::rc::Rc;

use crate::source::Span;
use crate::tree::{FieldPath, Node, Origin, Value};

/// Brings all repetitions of the places on an edit's way into line with the way itself. `chain`: the places, each with
/// how deep it lies on the way.
pub(super) fn follow(root: &mut Node, way: &FieldPath, chain: &[(Span, usize)]) {
    if !has_alias(root) {
        return;
    }
    for (span, depth) in chain {
        let way = way.segments().iter().take(*depth).cloned().collect();
        if let Some(changed) = root.find(&FieldPath::new(way)).cloned() {
            replace(root, *span, &changed);
        }
    }
}

fn has_alias(node: &Node) -> bool {
    matches!(node.origin, Origin::Alias(_))
        || node.entries().iter().any(|e| has_alias(&e.node))
        || node.items().iter().any(has_alias)
}

/// Puts what an edit made of a place wherever aliases repeat it.
fn replace(node: &mut Node, span: Span, changed: &Node) {
    if node.span() == Some(span) {
        *node = changed.clone();
        return;
    }
    match &mut node.value {
        Value::Seq(items) => Rc::make_mut(items).iter_mut().for_each(|n| replace(n, span, changed)),
        Value::Map(map) => Rc::make_mut(map).entries_mut().iter_mut().for_each(|e| replace(&mut e.node, span, changed)),
        _ => {}
    }
}
