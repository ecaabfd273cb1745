//! Inputs that nobody wrote: crossings of the public cases, and mutations of their texts.
//!
//! Everything follows from fixed seeds. `PODTPL_FUZZ=N` sets the number of mutated inputs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use podtpl::flyte::effects::effects;
use podtpl::yaml::{emit_json, emit_yaml};

use crate::cases::{self, Case};
use crate::provenance::documents;

/// Mutated inputs of a run of `cargo test`; the long form takes 200,000.
const MUTATIONS: usize = 20_000;

/// No input of this size may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Texts that mean something somewhere.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ": ",
    ":",
    "- ",
    ",",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "!!binary ",
    "'",
    "\"",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "# x\n",
    "null",
    "~",
    "true",
    "no",
    "0",
    "-1",
    "1e400",
    "9223372036854775808",
    "0x1F",
    ".nan",
    "1:30",
    "2024-01-02",
    "\u{0}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "é",
    "😀",
    "\r\n",
    "%YAML 1.1\n",
    "@",
    "`",
    "{{.input}}",
    "{{.inputs.x}}",
    "$",
    "\\",
    "\\u12",
    "\\ud83d",
    "1Gi",
    "500m",
    "containers",
    "name: primary",
    "plugins",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut bytes: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + 1 + random.below(30)).min(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece: Vec<char> = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            2 | 3 => {
                let piece: Vec<char> = random.of(PIECES).chars().collect();
                bytes.splice(at..at, piece);
            }
            4 => {
                let piece: Vec<char> = random.of(PIECES).chars().collect();
                bytes.splice(at..end, piece);
            }
            5 => bytes.truncate(at),
            _ => {
                if let Some(c) = bytes.get_mut(at) {
                    *c = char::from_u32(random.below(0x250) as u32).unwrap_or('x');
                }
            }
        }
    }
    bytes.into_iter().collect()
}

/// Reads, renders and writes everything there is.
fn exercise(case: &Case, version: &str) {
    let Ok(loaded) = cases::load(case, cases::version(version)) else { return };
    let Ok(pod) = loaded.render() else { return };
    let mut out = String::new();
    emit_yaml(&pod.node, None, &mut out).unwrap();
    emit_json(&pod.node, &mut out).unwrap();
    effects(&documents(&loaded), &pod, &loaded.inputs(), loaded.version);
}

#[test]
fn mutated_inputs_neither_panic_nor_hang() {
    let count = std::env::var("PODTPL_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(MUTATIONS);
    let cases: Vec<Case> = cases::all().into_iter().filter(|c| c.task.len() + c.templates.len() < 20_000).collect();
    let versions = ["1.16.8", "2.0.43", "docs", "1.13.3"];
    let mut random = Random(0x5eed_0001);
    let quiet = std::panic::take_hook();
    static LAST: Mutex<String> = Mutex::new(String::new());
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST.lock() {
            *last = info.to_string();
        }
    }));
    let mut failures = Vec::new();
    for n in 0..count {
        let mut case = random.of(&cases).clone();
        let target = match random.below(4) {
            0 => &mut case.config,
            1 => &mut case.templates,
            2 => &mut case.task,
            _ => &mut case.execution,
        };
        *target = mutate(target, &mut random);
        let version = random.of(&versions);
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| exercise(&case, version)));
        if outcome.is_err() || start.elapsed() > PATIENCE {
            let what = LAST.lock().map(|last| last.clone()).unwrap_or_default();
            let inputs = [&case.config, &case.templates, &case.task, &case.execution];
            failures.push(format!("input {n} ({}, {version}): {what}\n{inputs:?}", case.id));
        }
    }
    std::panic::set_hook(quiet);
    println!("{count} mutated inputs");
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures[..failures.len().min(5)].join("\n"));
}

/// Beginnings of everything that Flyte says when it refuses.
const REFUSALS: &[&str] = &[
    "[BadTaskSpecification] ",
    "Failed to parse resource as a valid quantity.: ",
    "podtemplate: json: cannot unmarshal ",
    "podtemplate: quantities must match ",
    "podtemplate: unable to parse quantity's suffix",
    "\nWhile parsing config: yaml: ",
    "\n\n\ndecoding failed due to the following error(s):",
    "\n\n\n1 error(s) decoding:",
    "\n\n\n2 error(s) decoding:",
    "quantities must match the regular expression",
    "json: cannot unmarshal ",
    "no stow.config or stow.kind specified",
    "invalid mount requirement [",
    "0: input template [",
];

#[test]
fn crossings_fail_only_as_flyte_fails() {
    let cases = cases::all();
    let mut random = Random(0xc505);
    let (mut pods, mut failures) = (0, Vec::new());
    let count = 3000;
    for _ in 0..count {
        let config = random.of(&cases);
        let templates = random.of(&cases);
        let execution = random.of(&cases);
        let mut case = random.of(&cases).clone();
        case.id = format!("{} x {} x {} x {}", config.id, templates.id, case.id, execution.id);
        case.config = config.config.clone();
        case.templates = templates.templates.clone();
        case.execution = execution.execution.clone();
        for version in ["1.16.8", "2.0.43"] {
            match cases::load(&case, cases::version(version)).and_then(|loaded| loaded.render()) {
                Ok(_) => pods += 1,
                Err(errors) => {
                    let message = errors.first().and_then(|e| e.flyte.clone()).unwrap_or_default();
                    if !REFUSALS.iter().any(|start| message.starts_with(start)) {
                        failures.push(format!("{} ({version}): {:?}", case.id, errors.first()));
                    }
                }
            }
        }
    }
    println!("{pods} Pods of {} crossings", 2 * count);
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures[..failures.len().min(20)].join("\n"));
    assert!(pods > count);
}
