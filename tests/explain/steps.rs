//! `explain --steps`: the pipeline, traced.

mod laws;
mod text;

use std::collections::BTreeMap;

use podtpl::explain::lookup::Lookup;
use podtpl::explain::sentence::About;
use podtpl::explain::steps::{Account, accounts};
use podtpl::flyte::pipeline::{Inputs, Trace, trace};
use podtpl::output::explain::{Run, Telling, steps, steps_json};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::output::snippet::Look;

use crate::cases::{self, Case, Loaded};

/// The inputs of testdata/quickstart.
fn quickstart() -> Case {
    let file = |name: &str| cases::read(&cases::folder().join("../quickstart").join(name));
    Case {
        id: "quickstart".to_owned(),
        config: file("flyte.yaml"),
        templates: file("templates.yaml"),
        template_namespace: String::new(),
        task: file("train.yaml") + "sdk: flytekit\n",
        execution: file("execution.yaml"),
        want: BTreeMap::new(),
    }
}

/// A conformance case by its id.
fn case(id: &str) -> Case {
    let (file, _) = id.split_once('/').unwrap();
    cases::of_file(file).into_iter().find(|case| case.id == id).unwrap()
}

/// Reads a case for a version and traces it.
fn traced<T>(case: &Case, version: &str, f: impl FnOnce(&Loaded, &Inputs<'_>, &Trace, &[Account<'_>]) -> T) -> T {
    let flyte = cases::version(version);
    let loaded = cases::load(case, flyte).unwrap();
    let inputs = loaded.inputs();
    let trace = trace(&inputs, flyte);
    let accounts = accounts(&trace, &inputs);
    f(&loaded, &inputs, &trace, &accounts)
}

/// The steps of a case as text, for a terminal so wide.
fn text_of(case: &Case, version: &str, width: usize) -> String {
    shown(case, version, Look { color: false, unicode: true, width: Some(width) })
}

/// The steps of a case as text.
fn shown(case: &Case, version: &str, look: Look) -> String {
    traced(case, version, |loaded, inputs, trace, accounts| {
        let telling = Telling {
            places: Places { sources: &loaded.sources, templates: &[] },
            secrets: false,
            about: About { version: loaded.version, container_task: loaded.task.container().is_some() },
            paint: Paint::new(look),
        };
        let mut out = String::new();
        let lookup = Lookup::of(inputs, trace);
        steps(Run { task: "", trace, accounts, lookup: lookup.as_ref() }, telling, &mut out);
        out
    })
}

/// The steps of a case as JSON.
fn json_of(case: &Case, version: &str, secrets: bool) -> String {
    traced(case, version, |loaded, inputs, trace, accounts| {
        let places = Places { sources: &loaded.sources, templates: &[] };
        let lookup = Lookup::of(inputs, trace);
        steps_json(&[Run { task: "", trace, accounts, lookup: lookup.as_ref() }], places, secrets)
    })
}
