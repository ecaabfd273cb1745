//! The steps as JSON.

use super::Run;
use super::rows::shown;
use crate::explain::lookup::{Found, Lookup, NamedBy, Other, Try};
use crate::explain::steps::{Account, Left};
use crate::flyte::pipeline::{State, Trace};
use crate::output::json;
use crate::output::origins::{Places, Secrecy, write_definition, write_origin, write_span};
use crate::source::Span;
use crate::tree::compare::{Change, Side};
use crate::tree::{Definition, Node};

/// The document about the steps of one run, or a list of them about several.
pub fn steps_json(runs: &[Run<'_>], places: Places<'_>, secrets: bool) -> String {
    let mut writer = Writer { places, secrets, out: String::new() };
    match runs {
        [run] => writer.run(run, false),
        several => {
            writer.out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"StepsList\", \"items\": [");
            for (i, run) in several.iter().enumerate() {
                writer.out.push_str(if i > 0 { ",\n" } else { "\n" });
                writer.run(run, true);
            }
            writer.out.push_str("]}");
        }
    }
    writer.out.push('\n');
    writer.out
}

struct Writer<'a> {
    places: Places<'a>,
    secrets: bool,
    out: String,
}

impl Writer<'_> {
    fn run(&mut self, run: &Run<'_>, listed: bool) {
        self.out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Steps\", ");
        if listed {
            self.text("task", run.task);
            self.out.push_str(", ");
            let pod = run.trace.result.as_ref().ok().and_then(|pod| pod.node.at(&["metadata", "name"]));
            self.text("pod", pod.and_then(Node::as_str).unwrap_or(""));
            self.out.push_str(", ");
        }
        self.text("flyte", &run.trace.version.to_string());
        self.out.push_str(",\n \"steps\": [");
        for (i, account) in run.accounts.iter().enumerate() {
            self.out.push_str(if i > 0 { ",\n  " } else { "\n  " });
            self.account(account, run.trace);
        }
        self.out.push(']');
        if let Some(lookup) = run.lookup {
            self.out.push_str(",\n \"lookup\": ");
            self.lookup(lookup);
        }
        self.out.push('}');
    }

    fn account(&mut self, account: &Account<'_>, trace: &Trace) {
        let step = account.traced.step;
        self.out.push('{');
        self.text("name", step.name);
        self.out.push_str(", ");
        self.text("sentence", step.sentence);
        self.out.push_str(", ");
        let (state, reason) = match &account.traced.state {
            State::NotInVersion => ("absent", None),
            State::Idle(reason) => ("idle", Some(reason.to_string())),
            State::Did => ("changed", None),
            State::Refused => {
                let message = trace.result.as_ref().err().and_then(|errors| errors.first());
                ("refused", message.map(|problem| problem.message.clone()))
            }
        };
        self.text("state", state);
        if let Some(reason) = reason {
            self.out.push_str(", ");
            self.text("reason", &reason);
        }
        if account.traced.state != State::NotInVersion {
            let (before, after) = (&account.traced.before, &account.traced.after);
            self.changes("changes", &account.changes, &before.pod, &after.pod);
            self.changes("established", &account.established, &before.established, &after.established);
            self.aside(account);
        }
        self.out.push('}');
    }

    fn text(&mut self, key: &str, text: &str) {
        self.out.extend(["\"", key, "\": "]);
        json::string(text, &mut self.out);
    }

    fn changes(&mut self, name: &str, changes: &[Change<'_>], before: &Node, after: &Node) {
        self.out.extend([",\n   \"", name, "\": ["]);
        for (i, change) in changes.iter().enumerate() {
            self.out.push_str(if i > 0 { ",\n    {" } else { "\n    {" });
            let (op, side) = match change {
                Change::Added(right) => ("add", right),
                Change::Removed(left) => ("remove", left),
                Change::Replaced(_, right) => ("replace", right),
                Change::Reordered(_, right) => ("reorder", right),
            };
            self.text("op", op);
            self.out.push_str(", ");
            self.text("path", &side.path.pointer());
            if let Some(left) = change.left() {
                self.side("before", left, before);
            }
            if let Some(right) = change.right() {
                self.side("after", right, after);
            }
            self.out.push_str(", \"origin\": ");
            write_origin(&side.node.origin, self.places, &mut self.out);
            if !side.node.is_leaf() {
                self.leaves(side);
            }
            self.out.push('}');
        }
        self.out.push(']');
    }

    /// The origin of every leaf of a block.
    fn leaves(&mut self, block: &Side<'_>) {
        let mut leaves = Vec::new();
        block.node.for_each_leaf(&mut |path, leaf| leaves.push((path.pointer(), &leaf.origin)));
        let (above, places) = (block.path.pointer(), self.places);
        self.out.push_str(", \"leaves\": ");
        json::list(leaves.iter(), &mut self.out, |(below, origin), out| {
            out.push_str("{\"path\": ");
            json::string(&format!("{above}{below}"), out);
            out.push_str(", \"origin\": ");
            write_origin(origin, places, out);
            out.push('}');
        });
    }

    fn side(&mut self, key: &str, side: &Side<'_>, root: &Node) {
        self.out.extend([", \"", key, "\": "]);
        json::value(&shown(side.node, root, &side.path, self.secrets).value, &mut self.out);
    }

    fn aside(&mut self, account: &Account<'_>) {
        self.out.push_str(",\n   \"lookedAt\": ");
        let places = self.places;
        json::list(account.looked_at.iter(), &mut self.out, |origin, out| write_origin(origin, places, out));
        self.out.push_str(",\n   \"left\": [");
        for (i, left) in account.left.iter().enumerate() {
            self.out.push_str(if i > 0 { ",\n    {" } else { "\n    {" });
            self.left(left, account);
            self.out.push('}');
        }
        self.out.push(']');
    }

    fn left(&mut self, left: &Left<'_>, account: &Account<'_>) {
        let after = &account.traced.after;
        let (of, root) = if left.in_pod { ("pod", &after.built) } else { ("established", &after.established) };
        self.text("of", of);
        self.out.push_str(", ");
        self.text("path", &left.path.pointer());
        let node = Node::new(left.definition.value.clone(), left.definition.origin.clone());
        let value = shown(&node, root, &left.path, self.secrets).value;
        let definition = Definition { value, ..left.definition.clone() };
        self.out.push_str(", \"definition\": ");
        write_definition(&definition, Secrecy::Open, self.places, &mut self.out);
    }

    fn lookup(&mut self, lookup: &Lookup) {
        self.out.push('{');
        let by = match lookup.named_by {
            NamedBy::Task => "task",
            NamedBy::Default => "default",
            NamedBy::Nobody => "nobody",
        };
        self.text("namedBy", by);
        for (key, node) in [("name", &lookup.name), ("excluded", &lookup.excluded)] {
            if let Some(node) = node {
                self.out.extend([", \"", key, "\": "]);
                self.sourced(node);
            }
        }
        self.out.push_str(&format!(", \"found\": {}, \"watched\": {}", lookup.found(), lookup.watched));
        self.out.push_str(", \"tries\": [");
        for (i, tried) in lookup.tries.iter().enumerate() {
            self.out.push_str(if i > 0 { ", " } else { "" });
            self.tried(tried);
        }
        self.out.push_str("], \"elsewhere\": [");
        for (i, other) in lookup.elsewhere.iter().enumerate() {
            self.out.push_str(if i > 0 { ", " } else { "" });
            self.other(other);
        }
        self.out.push(']');
        if let Some(near) = &lookup.near {
            self.out.push_str(", \"near\": ");
            self.other(near);
        }
        self.out.push('}');
    }

    fn sourced(&mut self, node: &Node) {
        self.out.push_str("{\"value\": ");
        json::value(&node.value, &mut self.out);
        self.out.push_str(", \"origin\": ");
        write_origin(&node.origin, self.places, &mut self.out);
        self.out.push('}');
    }

    fn tried(&mut self, tried: &Try) {
        self.out.push_str("{\"namespace\": ");
        self.sourced(&tried.namespace);
        let found = match tried.found {
            Found::Used => "used",
            Found::Missing => "missing",
            Found::NotAskedButThere => "not-asked-but-there",
            Found::NotAsked => "not-asked",
        };
        self.out.push_str(", ");
        self.text("of", if tried.is_pods { "pod" } else { "flyte" });
        self.out.push_str(", ");
        self.text("result", found);
        self.place(tried.span);
        self.out.push('}');
    }

    fn other(&mut self, other: &Other) {
        self.out.push('{');
        self.text("name", other.name.as_str().unwrap_or(""));
        self.out.push_str(", ");
        self.text("namespace", other.namespace.as_str().unwrap_or(""));
        self.place(other.span);
        self.out.push('}');
    }

    fn place(&mut self, span: Option<Span>) {
        if let Some(span) = span {
            self.out.push_str(", \"at\": {");
            write_span(span, self.places, &mut self.out);
            self.out.push('}');
        }
    }
}
