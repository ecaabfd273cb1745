//! The conformance cases are copies: say when one differs from the original beside the project.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cases;

/// Every file below a folder, relative to it, sorted.
fn files(root: &Path) -> Vec<PathBuf> {
    let (mut out, mut folders) = (Vec::new(), vec![root.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { out.push(path.strip_prefix(root).unwrap().to_path_buf()) }
        }
    }
    out.sort();
    out
}

#[test]
fn copies_of_the_cases_are_current() {
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    if !original.is_dir() {
        println!("the originals are not beside this clone; nothing to compare");
        return;
    }
    let mut stale = Vec::new();
    for file in files(&original) {
        let packed = cases::folder().join(format!("{}.gz", file.display()));
        let plain = cases::folder().join(&file);
        let copy = if packed.exists() { packed } else { plain };
        if !copy.exists() || cases::read(&copy) != cases::read(&original.join(&file)) {
            stale.push(file.display().to_string());
        }
    }
    assert!(stale.is_empty(), "copies in testdata/conformance are missing or stale: {stale:?}");
    for api in ["0.28", "0.34", "0.35", "0.36"] {
        let name = format!("pod-fields-{api}.tsv");
        let own = cases::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kube").join(&name));
        assert_eq!(own, cases::read(&original.join("../data").join(&name)), "{name}");
    }
}

#[test]
fn copies_of_the_sdk_samples_are_current() {
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/sdk-samples");
    if !original.is_dir() {
        println!("the originals are not beside this clone; nothing to compare");
        return;
    }
    let copies = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sdk-samples");
    // descriptors and the Python sources are not read by tests
    let wanted = |f: &PathBuf| f.extension().is_none_or(|e| e != "desc") && !f.starts_with("sources");
    let files: Vec<PathBuf> = files(&original).into_iter().filter(wanted).collect();
    assert!(files.len() > 100);
    let same = |f: &PathBuf| fs::read(copies.join(f)).is_ok_and(|copy| copy == fs::read(original.join(f)).unwrap());
    let stale: Vec<&PathBuf> = files.iter().filter(|f| !same(f)).collect();
    assert!(stale.is_empty(), "copies in testdata/sdk-samples are missing or stale: {stale:?}");
}
