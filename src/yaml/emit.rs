//! Tree to text.

use std::fmt;

use crate::tree::{FieldPath, Node};

/// Writes a value as block YAML the way kubectl prints it. `comment` may put a comment behind a leaf.
pub fn emit_yaml(
    node: &Node,
    comment: Option<&dyn Fn(&FieldPath, &Node) -> Option<String>>,
    out: &mut impl fmt::Write,
) -> fmt::Result {
    let _ = (node, comment, out);
    Ok(())
}

/// Writes a value as JSON, indented by four spaces as kubectl does, keys in kubectl's order.
pub fn emit_json(node: &Node, out: &mut impl fmt::Write) -> fmt::Result {
    let _ = (node, out);
    Ok(())
}
