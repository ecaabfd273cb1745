//! The laws of provenance, by perturbation: change what an origin names and the field changes;
//! change what is reported as without effect and nothing changes.
//!
//! Each run takes a sample by a fixed seed; `PODTPL_PERTURB=all` takes everything.

use std::collections::HashSet;

use podtpl::flyte::effects::{InputDocument, Room, effects};
use podtpl::flyte::pipeline::Pod;
use podtpl::flyte::version::ConfigReader;
use podtpl::source::Span;
use podtpl::tree::{FieldPath, Node};
use podtpl::yaml::{Dialect, parse};

use crate::cases::{self, Case, Loaded};

/// How many perturbations of a kind a run tries for a version.
const SAMPLE: usize = 400;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// The documents of a case as parsed, for their paths.
pub fn documents(loaded: &Loaded) -> Vec<InputDocument> {
    let config = match loaded.version.config_reader() {
        ConfigReader::R1 => Dialect::ConfigV2,
        _ => Dialect::ConfigV3,
    };
    let rooms = [
        (Room::Config, config),
        (Room::Templates, Dialect::Kubectl),
        (Room::Task, Dialect::Core),
        (Room::Execution, Dialect::Core),
    ];
    let mut out = Vec::new();
    for (id, (room, dialect)) in loaded.ids.iter().zip(rooms) {
        let Some(id) = id else { continue };
        let Ok(documents) = parse(&loaded.sources, *id, dialect) else { continue };
        out.extend(documents.into_iter().enumerate().map(|(document, d)| InputDocument {
            room,
            document,
            root: d.root,
        }));
    }
    out
}

/// The case with other text at a span.
fn with(case: &Case, loaded: &Loaded, span: Span, text: &str) -> Option<Case> {
    let mut other = case.clone();
    let at = loaded.ids.iter().position(|id| *id == Some(span.source))?;
    let target =
        [&mut other.config, &mut other.templates, &mut other.task, &mut other.execution].into_iter().nth(at)?;
    target.replace_range(span.start as usize..span.end as usize, text);
    Some(other)
}

/// Other values of the same kind for a token.
fn candidates(token: &str) -> Vec<String> {
    let wrap = |open: &str, inner: &str, close: &str| -> Vec<String> {
        let mut out: Vec<String> = numbers(inner);
        out.push(format!("{inner}x"));
        out.push(format!("{inner}m"));
        out.push(format!("y{inner}"));
        out.into_iter().map(|s| format!("{open}{s}{close}")).collect()
    };
    match token {
        "" => Vec::new(),
        "true" | "True" | "TRUE" => vec!["false".into()],
        "false" | "False" | "FALSE" => vec!["true".into()],
        _ if token.starts_with(['{', '[']) => Vec::new(),
        _ if token.starts_with('"') && token.len() > 1 => wrap("\"", &token[1..token.len() - 1], "\""),
        _ if token.starts_with('\'') && token.len() > 1 => wrap("'", &token[1..token.len() - 1], "'"),
        _ if token.parse::<f64>().is_ok() => numbers(token),
        _ => wrap("", token, ""),
    }
}

/// The text with its first number a little smaller or larger.
fn numbers(text: &str) -> Vec<String> {
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return Vec::new() };
    let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| start + n);
    let Ok(n) = text[start..end].parse::<u64>() else { return Vec::new() };
    let mut out = Vec::new();
    if n > 1 {
        out.push(n - 1);
    }
    out.push(n + 1);
    out.push(n + 7);
    out.into_iter().map(|n| format!("{}{n}{}", &text[..start], &text[end..])).collect()
}

fn at<'n>(pod: &'n Node, path: &FieldPath) -> Option<&'n Node> {
    path.segments().iter().try_fold(pod, |node, segment| match segment {
        podtpl::tree::Segment::Key(key) => node.get(key),
        podtpl::tree::Segment::Index(i) => node.items().get(*i),
    })
}

/// Whether changing the value at `span` changes the leaf at `path` (or the render is refused).
fn follows(case: &Case, loaded: &Loaded, pod: &Pod, path: &FieldPath, span: Span) -> Option<bool> {
    let before = at(&pod.node, path);
    let candidates = candidates(loaded.sources.slice(span));
    if candidates.is_empty() {
        return None;
    }
    let followed =
        candidates.iter().filter_map(|text| with(case, loaded, span, text)).any(|other| {
            match cases::load(&other, loaded.version).and_then(|l| l.render()) {
                Ok(changed) => at(&changed.node, path) != before || stands_elsewhere(&pod.node, &changed.node, path),
                Err(_) => true,
            }
        });
    // There is no other value than zero for `true`, and a zero value may leave a lower layer's `true`.
    let only_zero = loaded.sources.slice(span).eq_ignore_ascii_case("true");
    (followed || !only_zero).then_some(followed)
}

/// Whether the value at a path has gone from its list, although the list has the same value at that
/// path: by the documented rules a template's `primary` comes in front where the task has none of
/// the name any more, and goes if it is called something else.
fn stands_elsewhere(before: &Node, after: &Node, path: &FieldPath) -> bool {
    let segments = path.segments();
    let Some(at) = segments.iter().position(|s| matches!(s, podtpl::tree::Segment::Index(_))) else { return false };
    let (list, below) = (FieldPath::new(segments[..at].to_vec()), FieldPath::new(segments[at + 1..].to_vec()));
    let Some((before, after)) = before.find(&list).zip(after.find(&list)) else { return false };
    let values = |list: &Node| list.items().iter().filter_map(|item| item.find(&below).cloned()).collect::<Vec<_>>();
    let new = values(after).iter().any(|value| !values(before).contains(value));
    let (was, is) = (before.items().len(), after.items().len());
    is < was || is > was && new
}

fn spans_of(node: &Node) -> Vec<Span> {
    let mut out = Vec::new();
    node.origin.for_each_source(&mut |o| out.extend(o.span()));
    out
}

/// Every leaf with each of its origins.
fn origins(pod: &Pod) -> Vec<(FieldPath, Span)> {
    let mut out = Vec::new();
    pod.node.for_each_leaf(&mut |path, leaf| out.extend(spans_of(leaf).into_iter().map(|s| (path.clone(), s))));
    out
}

fn rendered(pod: &Pod) -> String {
    let mut text = String::new();
    podtpl::yaml::emit_json(&pod.node, &mut text).unwrap();
    text
}

/// The leaves of the documents inside a span.
fn leaves_within(documents: &[InputDocument], span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    for document in documents {
        document.root.for_each_leaf(&mut |_, leaf| out.extend(leaf.span().filter(|s| span.contains(s))));
    }
    out
}

fn unchanged(case: &Case, loaded: &Loaded, pod: &Pod, span: Span) -> Result<bool, String> {
    let before = rendered(pod);
    for text in candidates(loaded.sources.slice(span)) {
        let Some(other) = with(case, loaded, span, &text) else { continue };
        if let Ok(changed) = cases::load(&other, loaded.version).and_then(|l| l.render()) {
            if rendered(&changed) != before {
                return Err(format!("{} -> {text}", loaded.sources.slice(span)));
            }
            return Ok(true);
        }
    }
    Ok(false)
}

fn check(version: &str, seed: u64) {
    let flyte = cases::version(version);
    let all = std::env::var("PODTPL_PERTURB").is_ok_and(|v| v == "all");
    let mut random = Random(seed);
    let mut failures = Vec::new();
    let (mut followed, mut inert, mut leaves) = (0, 0, 0);
    let mut cases = cases::all();
    if !all {
        for i in (1..cases.len()).rev() {
            cases.swap(i, random.below(i + 1));
        }
    }
    for case in &cases {
        if !all && followed >= SAMPLE && inert >= SAMPLE {
            break;
        }
        let Ok(loaded) = cases::load(case, flyte) else { continue };
        let Ok(pod) = loaded.render() else { continue };
        let documents = documents(&loaded);
        let facts = effects(&documents, &pod, &loaded.inputs(), flyte);
        complete(case, &documents, &facts, &pod, &mut failures);
        let origins = origins(&pod);
        leaves += origins.len();
        let take = |n: usize, random: &mut Random| if all { true } else { random.below(n.div_ceil(6).max(1)) == 0 };
        for (path, span) in &origins {
            if !take(origins.len(), &mut random) {
                continue;
            }
            match follows(case, &loaded, &pod, path, *span) {
                Some(true) => followed += 1,
                Some(false) => failures.push(format!(
                    "{} ({version}): {path} does not follow {} `{}`",
                    case.id,
                    loaded.sources.place(*span),
                    loaded.sources.slice(*span)
                )),
                None => {}
            }
        }
        for fact in &facts.without {
            for span in leaves_within(&documents, fact.span) {
                if !take(facts.without.len() * 2, &mut random) {
                    continue;
                }
                match unchanged(case, &loaded, &pod, span) {
                    Ok(tried) => inert += usize::from(tried),
                    Err(what) => failures.push(format!(
                        "{} ({version}): {} {} is reported as without effect ({}) but changes the Pod: {what}",
                        case.id,
                        loaded.sources.place(span),
                        fact.path,
                        fact.note
                    )),
                }
            }
        }
    }
    println!("{version}: {followed} origins followed, {inert} inert inputs stayed so, of {leaves} origins seen");
    let shown = failures.len().min(40);
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures[..shown].join("\n"));
    assert!(followed > 100 && inert > 50);
}

/// Each leaf of each input is an origin, a definition, a decider or without effect.
fn complete(
    case: &Case,
    documents: &[InputDocument],
    facts: &podtpl::flyte::effects::Effects,
    pod: &Pod,
    failures: &mut Vec<String>,
) {
    let mut known: HashSet<Span> = HashSet::new();
    let mut blocks: Vec<Span> = facts.without.iter().map(|f| f.span).collect();
    known.extend(facts.decides.iter().map(|f| f.span));
    fn walk(node: &Node, known: &mut HashSet<Span>, blocks: &mut Vec<Span>) {
        node.origin.for_each_source(&mut |o| known.extend(o.span()));
        for definition in node.displaced() {
            definition.origin.for_each_source(&mut |o| {
                known.extend(o.span());
                blocks.extend(o.span());
            });
            walk(&Node::new(definition.value.clone(), definition.origin.clone()), known, blocks);
        }
        node.entries().iter().for_each(|e| walk(&e.node, known, blocks));
        node.items().iter().for_each(|n| walk(n, known, blocks));
    }
    walk(&pod.node, &mut known, &mut blocks);
    pod.unset.iter().for_each(|u| walk(&u.node, &mut known, &mut blocks));
    for document in documents {
        document.root.for_each_leaf(&mut |path, leaf| {
            let Some(span) = leaf.span() else { return };
            if !known.contains(&span) && !blocks.iter().any(|b| b.contains(&span)) {
                failures.push(format!("{}: {:?} {path} is lost silently", case.id, document.room));
            }
        });
    }
}

#[test]
fn origins_are_true_1_16_8() {
    check("1.16.8", 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn origins_are_true_2_0_43() {
    check("2.0.43", 0xd1b5_4a32_d192_ed03);
}

#[test]
fn origins_are_true_docs() {
    check("docs", 0xa076_1d64_78bd_642f);
}

#[test]
fn every_leaf_has_an_origin_and_every_pod_is_typed() {
    for version in ["1.16.8", "2.0.43", "docs"] {
        let flyte = cases::version(version);
        for case in cases::all() {
            let Ok(loaded) = cases::load(&case, flyte) else { continue };
            let Ok(pod) = loaded.render() else { continue };
            assert_eq!(pod.typed(), Ok(()), "{} {version}", case.id);
            pod.node.for_each_leaf(&mut |path, leaf| {
                if let podtpl::tree::Origin::Derived(derived) = &leaf.origin {
                    assert!(!derived.from.is_empty(), "{} {path}: derived from nothing", case.id);
                }
            });
        }
    }
}
