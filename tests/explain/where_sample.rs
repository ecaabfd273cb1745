//! `--where-to-set` over the conformance cases: any field, another value, an answer that holds together.
//!
//! Each run takes a sample by a fixed seed; `PODTPL_PERTURB=all` takes one field of every case and version.

use std::collections::BTreeMap;

use podtpl::diagnostic::Diagnostic;
use podtpl::explain::where_to_set::{
    Answers, Edited, EditedAt, Files, Input, Known, Outcome, State, TaskForm, Trial, answer,
};
use podtpl::flyte::effects::{Room, effects};
use podtpl::tree::{FieldPath, Node, Origin, Value};

use crate::cases::{self, Case, Loaded};
use crate::provenance::documents;

/// How many questions a run asks.
const SAMPLE: usize = 200;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// A question about a case, answered.
pub fn ask(
    case: &Case,
    loaded: &Loaded,
    pod: &podtpl::flyte::pipeline::Pod,
    question: &str,
) -> Result<Answers, Box<Diagnostic>> {
    let [config, templates, task, execution] = loaded.ids;
    let files = Files {
        config: config.into_iter().collect(),
        templates: templates.into_iter().collect(),
        execution,
        task: task.unwrap(),
        task_document: 0,
        task_path: FieldPath::default(),
        task_form: form(case),
        python: None,
    };
    let (sources, version) = (&loaded.sources, loaded.version);
    let known = Known { sources, files: &files, inputs: loaded.inputs(), pod, version };
    answer(question, &known, |edited: &[Edited]| trial(case, loaded, edited))
}

fn form(case: &Case) -> TaskForm {
    if case.task.contains("\"container\"") || case.task.contains("\"k8sPod\"") || case.task.contains("\"custom\"") {
        return TaskForm::TaskTemplate;
    }
    TaskForm::Flytekit
}

fn trial(case: &Case, loaded: &Loaded, edited: &[Edited]) -> Result<Trial, Vec<Diagnostic>> {
    let mut case = case.clone();
    let mut rooms = Vec::new();
    for edit in edited {
        let room = match &edit.at {
            EditedAt::New(room) => *room,
            EditedAt::Source(id) => {
                let at = loaded.ids.iter().position(|own| *own == Some(*id)).unwrap();
                [Room::Config, Room::Templates, Room::Task, Room::Execution][at]
            }
            EditedAt::Flag(flag) => panic!("{flag}: cases have no flags"),
        };
        *match room {
            Room::Config => &mut case.config,
            Room::Templates => &mut case.templates,
            Room::Task => &mut case.task,
            Room::Execution => &mut case.execution,
        } = edit.text.clone();
        rooms.push(room);
    }
    let loaded = cases::load(&case, loaded.version)?;
    let pod = loaded.render()?;
    let mut documents = documents(&loaded);
    documents.retain(|d| rooms.contains(&d.room));
    let without = effects(&documents, &pod, &loaded.inputs(), loaded.version).without;
    let id = |room: &Room| {
        let at = [Room::Config, Room::Templates, Room::Task, Room::Execution].iter().position(|r| r == room).unwrap();
        loaded.ids[at]
    };
    Ok(Trial { ids: rooms.iter().map(id).collect(), pod, without, others: Vec::new() })
}

/// A question about a leaf: its path and another value of its kind.
fn question(path: &FieldPath, leaf: &Node) -> Option<String> {
    let text = path.to_string();
    let in_resources = ["resources.", "overhead.", ".divisor", "sizeLimit"].iter().any(|part| text.contains(part));
    let value = match &leaf.value {
        Value::Bool(b) => (!b).to_string(),
        Value::Int(n) => (n + 1).to_string(),
        Value::Str(text) if in_resources => {
            if text.as_str() == "3" {
                "4".to_owned()
            } else {
                "3".to_owned()
            }
        }
        Value::Str(_) if path.pointer().ends_with("Timestamp") => return None,
        Value::Str(_) => "another".to_owned(),
        _ => return None,
    };
    Some(format!("{}={value}", path.pointer()))
}

/// What is wrong with answers.
fn faults(answers: &Answers, leaf: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let wins = answers.answers.iter().filter(|a| matches!(a.outcome, Outcome::Wins)).count();
    match &answers.state {
        State::Already => out.push("it has not the value already".to_owned()),
        State::Settable if wins == 0 => out.push("nothing wins".to_owned()),
        State::NotSettable(_) if wins > 0 => out.push("something wins".to_owned()),
        State::NotSettable(why) if why.is_empty() => out.push("no reason".to_owned()),
        _ => {}
    }
    for answer in &answers.answers {
        if let Outcome::Refused(why) = &answer.outcome
            && why.is_empty()
        {
            out.push("refused without a reason".to_owned());
        }
        if matches!(answer.outcome, Outcome::Wins) && answer.changes.is_empty() {
            out.push("wins without a change".to_owned());
        }
        for change in &answer.changes {
            let is_file = matches!(change.input, Input::File(_));
            if change.key.is_empty() || change.snippet.is_null() || (change.at.is_some() && !is_file) {
                out.push(format!("{change:?}"));
            }
        }
    }
    // what is written in a file and stands in the Pod as it is written can be changed there
    let is_written = matches!(leaf.origin, Origin::File { .. }) && leaf.rule().is_none();
    if is_written && wins == 0 && !is_shared(answers) {
        out.push(format!("written at {:?}, but nothing wins", leaf.origin));
    }
    out
}

/// Names, and what else Flyte makes the same decision by.
fn is_shared(answers: &Answers) -> bool {
    let refused = answers.answers.iter().any(|a| matches!(a.outcome, Outcome::Refused(_)));
    refused || answers.path.ends_with(".name") || answers.path.starts_with("metadata.")
}

#[test]
fn answers_hold_together_on_the_conformance_cases() {
    let all = std::env::var("PODTPL_PERTURB").is_ok_and(|v| v == "all");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (cases, versions) = (cases::all(), ["1.16.8", "2.0.43", "1.13.3", "docs"]);
    let (mut asked, mut failures, mut count) = (0, Vec::new(), BTreeMap::<&str, usize>::new());
    let mut turn = 0;
    while if all { turn < cases.len() } else { asked < SAMPLE } {
        let case = &cases[if all { turn } else { random.below(cases.len()) }];
        let version = cases::version(versions[turn % versions.len()]);
        turn += 1;
        let Ok(loaded) = cases::load(case, version) else { continue };
        let Ok(pod) = loaded.render() else { continue };
        let mut leaves = Vec::new();
        pod.node.for_each_leaf(&mut |path, leaf| leaves.extend(question(path, leaf).map(|q| (q, leaf.clone()))));
        let Some((question, leaf)) = leaves.get(random.below(leaves.len())) else { continue };
        asked += 1;
        let head = format!("{} ({version}) {question}", case.id);
        match ask(case, &loaded, &pod, question) {
            Err(problem) => failures.push(format!("{head}: {} {:?}", problem.message, problem.help)),
            Ok(answers) => {
                let state = match answers.state {
                    State::Settable => "settable",
                    State::NotSettable(_) => "not settable",
                    State::Already => "already",
                };
                *count.entry(state).or_default() += 1;
                failures.extend(faults(&answers, leaf).into_iter().map(|fault| format!("{head}: {fault}")));
            }
        }
    }
    println!("{asked} questions: {count:?}");
    assert!(failures.is_empty(), "{} of {asked}:\n{}", failures.len(), failures.join("\n"));
    assert!(count.get("settable").copied().unwrap_or(0) * 2 > asked, "{count:?}");
}
