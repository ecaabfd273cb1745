//! Whole texts against what Go's readers make of them (`documents.jsonl`): `kubectl` is
//! `sigs.k8s.io/yaml`, `v3` is yaml.v3.

use serde_json::Value as Json;

use super::super::{Dialect, emit_json_compact};
use super::{read, table};

fn json(text: &str, dialect: Dialect) -> Option<Json> {
    let mut out = String::new();
    emit_json_compact(&read(text, dialect).ok()?.first()?.root, &mut out).ok()?;
    serde_json::from_str(&out).ok()
}

#[test]
fn as_go_reads_them() {
    let table = table("documents.jsonl");
    assert!(table.lines().count() > 300);
    for line in table.lines() {
        let row: Json = serde_json::from_str(line).unwrap();
        let text = row["text"].as_str().unwrap();
        for (column, dialect) in [("kubectl", Dialect::Kubectl), ("v3", Dialect::ConfigV3)] {
            assert_eq!(json(text, dialect).as_ref(), Some(&row[column]), "{text:?} {dialect:?}");
        }
    }
}
