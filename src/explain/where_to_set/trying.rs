//! [`Trying`]: candidates are edits until one was made and rendered; then they are answers.

use std::collections::HashMap;

use super::answers::{Answer, Outcome};
use super::attempt::{Attempt, Obstacle};
use super::changes::{self, Side};
use super::layers::{Candidate, Context};
use super::{Edited, Texts, proof};
use crate::diagnostic::Level;
use crate::flyte::pipeline::Pod;
use crate::tree::{FieldPath, Layer};

/// The candidates while they are tried.
pub(super) struct Trying<'t, T> {
    pub c: &'t Context<'t>,
    pub texts: &'t mut T,
    /// What came of each set of texts: whether it wins.
    pub tried: HashMap<Vec<Edited>, bool>,
    /// Where nothing could be tried, and why not.
    pub untried: Vec<String>,
}

impl<T: Texts> Trying<'_, T> {
    /// Tries the ways of a candidate in turn. The first that wins is the answer; if none does, the plainest is.
    pub fn candidate(&mut self, candidate: &Candidate) -> Option<Answer> {
        let (c, mut first, mut untried) = (self.c, None, Vec::new());
        for edits in &candidate.variants {
            let attempt = match Attempt::make(edits, &c.wanted.node, c.known, c.documents, self.texts) {
                Ok(attempt) => attempt,
                Err(_) if candidate.only_if_possible => continue,
                Err(Obstacle::Untried(why)) => {
                    untried.push(why);
                    continue;
                }
                Err(Obstacle::Blocked(why)) => {
                    first.get_or_insert(blocked(c, candidate, why));
                    continue;
                }
            };
            match self.tried.get(&attempt.edited) {
                // another candidate has come to the same
                Some(true) => return None,
                Some(false) => continue,
                None => {}
            }
            let edited = attempt.edited.clone();
            let answer = match proven(c, candidate, attempt, self.texts) {
                Ok(answer) => answer,
                Err(why) => {
                    untried.push(why);
                    continue;
                }
            };
            let wins = matches!(answer.outcome, Outcome::Wins);
            self.tried.insert(edited, wins);
            if wins {
                return Some(answer);
            }
            first.get_or_insert(answer);
        }
        let name = c.known.sources.name(c.known.files.task);
        for why in untried.into_iter().take(1).map(|why| format!("the Python of {name}: {why}")) {
            if !self.untried.contains(&why) {
                self.untried.push(why);
            }
        }
        first
    }
}

fn blocked(c: &Context<'_>, candidate: &Candidate, why: String) -> Answer {
    let (template, outcome) = (template_name(c, candidate), Outcome::Refused(why));
    let (changes, also, others) = (Vec::new(), Vec::new(), Vec::new());
    Answer { layer: candidate.layer, template, changes, outcome, also, others }
}

/// What of Python cannot be followed says nothing about the Pod.
const NOT_FOLLOWED: &[&str] = &["python/unknown", "python/syntax", "python/too-deep"];

/// The answer that a render gives; an error says why it gives none.
fn proven(c: &Context<'_>, candidate: &Candidate, attempt: Attempt, texts: &mut impl Texts) -> Result<Answer, String> {
    let (outcome, also, others) = match texts.render(&attempt.edited) {
        Err(problems) => {
            let first = problems.into_iter().find(|d| d.level == Level::Error);
            if let Some(lost) = first.as_ref().filter(|d| attempt.is_python && NOT_FOLLOWED.contains(&d.code)) {
                return Err(lost.message.clone());
            }
            (Outcome::Refused(first.map_or_else(String::new, |d| d.message)), Vec::new(), Vec::new())
        }
        Ok(trial) => {
            let (outcome, at) = proof::judge(c, &attempt, &trial, candidate.note);
            let also = changes::changes(side(c.known.pod), side(&trial.pod), asked(c, at).as_ref());
            (outcome, also, trial.others)
        }
    };
    let template = template_name(c, candidate);
    Ok(Answer { layer: candidate.layer, template, changes: attempt.changes, outcome, also, others })
}

fn side(pod: &Pod) -> Side<'_> {
    Side { pod: &pod.node, primary: pod.primary.as_str().unwrap_or("") }
}

/// Of the field's path the part that may differ: down to the first step that the Pod did not have before.
fn asked(c: &Context<'_>, at: Option<FieldPath>) -> Option<FieldPath> {
    let primary = c.known.pod.primary.as_str().unwrap_or("");
    let before = c.target.hits(&c.known.pod.node, primary);
    let known = before.iter().map(|hit| hit.path.segments().len()).max().unwrap_or(0);
    at.map(|path| FieldPath::new(path.segments().iter().take(known + 1).cloned().collect()))
}

/// Name and namespace of the runtime template that is used.
fn template_name(c: &Context<'_>, candidate: &Candidate) -> Option<String> {
    let (name, namespace) = c.known.pod.template.as_ref().filter(|_| candidate.layer == Layer::RuntimeTemplate)?;
    Some(format!("{} ({})", name.as_str().unwrap_or(""), namespace.as_str().unwrap_or("")))
}
