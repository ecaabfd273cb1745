//! What containers share with a template container in Go, and so with each other.

use std::rc::Rc;

use crate::kube::fields::{Kind, Type};
use crate::tree::{Map, Node, Value};

/// What a container shares with the template container below it.
#[derive(Clone, Copy)]
pub struct Sharing {
    /// Maps too, not only what is behind pointers.
    pub maps: bool,
    /// It is the template's own container.
    pub whole: bool,
}

impl Sharing {
    /// `holder` after a merge that gave `merged`: what it shares with the template's `base` is now
    /// what was merged. A pointer is shared if nothing lower had it, so that it was taken over.
    pub fn fields(&self, lower: Option<&Node>, base: &Node, holder: &Node, merged: &Node, ty: &Type) -> Node {
        let mut out = holder.as_map().cloned().unwrap_or_else(Map::sorted);
        for entry in out.entries_mut() {
            let (Some(field), Some(now)) = (ty.field(&entry.key), merged.get(&entry.key)) else { continue };
            let under = lower.and_then(|n| n.get(&entry.key)).filter(|n| !n.is_null());
            let null = Node::null(base.origin.clone());
            let own = base.get(&entry.key).unwrap_or(&null);
            let taken = self.whole || !own.is_null();
            if entry.node.is_null() {
                continue;
            }
            entry.node = match (field.kind, under) {
                (Kind::Pointer(_), None) if taken => now.clone(),
                (Kind::Pointer(Kind::Struct(inner)), Some(under)) => {
                    let nested = Sharing { maps: false, whole: false };
                    nested.fields(Some(under), own, &entry.node, now, inner)
                }
                (Kind::Struct(inner), under) => self.fields(under, own, &entry.node, now, inner),
                (Kind::Map(_), None) if self.maps && taken => now.clone(),
                _ => continue,
            };
        }
        Node { value: Value::Map(Rc::new(out)), ..holder.clone() }
    }
}
