//! Known versions, and what changed between two of them.

use std::fmt::Write;

use crate::flyte::version::{Behaviour, Change, FlyteVersion, between};
use crate::output::json;
use crate::output::paint::{Paint, Table, Tone, cell};

/// A behaviour in which two versions differ.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    /// It.
    pub behaviour: Behaviour,
    /// The release that changed it, where the table knows one.
    pub change: Option<Change>,
}

/// What changed between two versions, by release.
pub fn changed(from: FlyteVersion, to: FlyteVersion) -> Vec<Changed> {
    let each = from.differences(to).map(|behaviour| Changed { behaviour, change: between(behaviour, from, to) });
    let mut all: Vec<Changed> = each.collect();
    all.sort_by_key(|c| c.change.map(|change| change.release()));
    all
}

/// Fields of one task's Pod that a behaviour touches.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Name of the task.
    pub task: String,
    /// The fields, in the order of the Pod.
    pub fields: Vec<String>,
}

/// Of each change, which tasks it touches; none if no task was given.
pub type Touches = Option<Vec<Vec<Touched>>>;

impl Changed {
    /// The sentence for somebody who goes from one version to the other.
    fn sentence(&self, to: FlyteVersion) -> String {
        match self.change {
            // on the way back what came goes
            Some(change) if change.added != to.has(self.behaviour) => format!("no longer: {}", change.sentence),
            Some(change) => change.sentence.to_owned(),
            None if to.has(self.behaviour) => self.behaviour.row().sentence.to_owned(),
            None => format!("no longer: {}", self.behaviour.row().sentence),
        }
    }

    fn fields(&self) -> &'static str {
        self.change.map_or(self.behaviour.row().fields, |change| change.fields)
    }
}

/// Writes what changed. With tasks, those that touch none are left out but for their number.
pub fn text(all: &[Changed], touches: &Touches, to: FlyteVersion, paint: Paint, out: &mut String) {
    let mut silent = 0;
    for (at, changed) in all.iter().enumerate() {
        let touched = touches.as_ref().map(|t| t.get(at).map_or(&[][..], Vec::as_slice));
        if touched.is_some_and(<[Touched]>::is_empty) {
            silent += 1;
            continue;
        }
        let release = changed.change.map_or_else(|| "docs".to_owned(), |c| c.release().to_string());
        let number = changed.change.map_or_else(String::new, |c| format!(" (#{})", c.pull_request));
        let name = paint.tone(Tone::Path, changed.behaviour.row().name);
        let _ = writeln!(out, "{}  {name}{number}", paint.tone(Tone::Place, &release));
        let room = paint.width().saturating_sub(4);
        for line in paint.wrap(&changed.sentence(to), room) {
            let _ = writeln!(out, "    {line}");
        }
        match touched {
            None => {
                for line in paint.wrap(changed.fields(), room) {
                    let _ = writeln!(out, "    {}", paint.tone(Tone::Aside, &line));
                }
            }
            Some(tasks) => {
                let mut table = Table::new();
                for task in tasks {
                    table.row(vec![cell(Tone::Aside, &task.task), cell(Tone::Plain, task.fields.join(", "))]);
                }
                table.write(paint, 4, out);
            }
        }
    }
    if silent > 0 {
        let what = if silent == 1 { "1 other change touches" } else { &format!("{silent} other changes touch") };
        let _ = writeln!(out, "{}", paint.tone(Tone::Aside, &format!("{what} none of these tasks")));
    }
    if all.is_empty() {
        out.push_str("nothing that concerns Pods\n");
    }
}

/// The same as JSON.
pub fn json(all: &[Changed], touches: &Touches, from: FlyteVersion, to: FlyteVersion) -> String {
    let mut out = String::from("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Versions\", \"from\": ");
    json::string(&from.to_string(), &mut out);
    out.push_str(", \"to\": ");
    json::string(&to.to_string(), &mut out);
    out.push_str(",\n \"changes\": [");
    for (at, changed) in all.iter().enumerate() {
        out.push_str(if at > 0 { ",\n  {\"behaviour\": " } else { "\n  {\"behaviour\": " });
        json::string(changed.behaviour.row().name, &mut out);
        let _ = write!(out, ", \"added\": {}, \"sentence\": ", to.has(changed.behaviour));
        json::string(&changed.sentence(to), &mut out);
        out.push_str(", \"fields\": ");
        json::list(changed.fields().split(", "), &mut out, json::string);
        if let Some(change) = changed.change {
            out.push_str(", \"release\": ");
            json::string(&change.release().to_string(), &mut out);
            out.push_str(", \"upstream\": ");
            json::string(&format!("https://github.com/flyteorg/flyte/pull/{}", change.pull_request), &mut out);
        }
        if let Some(touched) = touches.as_ref().and_then(|t| t.get(at)) {
            out.push_str(", \"tasks\": ");
            json::list(touched.iter(), &mut out, |task, out| {
                out.push_str("{\"task\": ");
                json::string(&task.task, out);
                out.push_str(", \"fields\": ");
                json::list(task.fields.iter(), out, |field, out| json::string(field, out));
                out.push('}');
            });
        }
        out.push('}');
    }
    out.push_str("]}\n");
    out
}

/// Writes the versions that podtpl knows.
pub fn known(paint: Paint, out: &mut String) {
    let mut table = Table::new();
    for version in FlyteVersion::releases() {
        let how = match version.was_run() {
            true => cell(Tone::Value, "run: every rule compared with Flyte's own code"),
            false => cell(Tone::Aside, "read: by the changes of the releases between"),
        };
        table.row(vec![cell(Tone::Path, version.to_string()), how]);
    }
    table.row(vec![cell(Tone::Path, "docs"), cell(Tone::Value, "the rules as Flyte's documentation states them")]);
    table.write(paint, 0, out);
}
