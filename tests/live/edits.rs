//! Random edits of live Pods: each is found, once, and nothing else; and all differences together
//! make the live Pod out of the rendered one.

use podtpl::diff::Op;
use podtpl::diff::live::{Class, LiveDifference, live};
use serde_json::{Map, Value, json};

use super::{LiveCase, all, node};
use crate::cases;

/// Numbers that look random and are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % n
    }

    fn of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// Fields by which items are told apart: another one there is another item.
const IDENTITIES: &[&str] = &["name", "mountPath", "containerPort", "key", "ip", "topologyKey", "uid"];

/// Fields that others than strangers set as well, and fields that are kept alike.
const OPEN: &[&str] = &["nodeName", "priorityClassName", "serviceAccount", "serviceAccountName"];

/// The pointers of all scalars that only strangers change.
fn scalars(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let hidden = IDENTITIES.contains(&key.as_str()) && !path.starts_with("/metadata")
                    || path == "/spec" && OPEN.contains(&key.as_str());
                if !hidden {
                    scalars(inner, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), out);
                }
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| scalars(v, &format!("{path}/{i}"), out)),
        Value::Null => {}
        _ => out.push(path.to_owned()),
    }
}

fn another(value: &Value) -> Value {
    match value {
        Value::Bool(b) => json!(!b),
        Value::Number(n) => json!(n.as_i64().unwrap() + 17),
        Value::String(s) if s.parse::<f64>().is_ok() || s.ends_with(['m', 'i']) && s.len() < 8 => json!("77"),
        Value::String(s) => json!(format!("{s}-edited")),
        other => other.clone(),
    }
}

fn list<'v>(live: &'v mut Value, pointer: &str) -> &'v mut Vec<Value> {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = live.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.entry(key).or_insert_with(|| json!([])).as_array_mut().unwrap()
}

fn map<'v>(live: &'v mut Value, pointer: &str) -> &'v mut Map<String, Value> {
    if live.pointer(pointer).is_some() {
        return live.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    }
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = live.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.entry(key).or_insert_with(|| json!({})).as_object_mut().unwrap()
}

/// Puts an item somewhere into a list; gives its pointer.
fn insert(live: &mut Value, pointer: &str, item: Value, dice: &mut Dice) -> String {
    let list = list(live, pointer);
    let at = dice.below(list.len() + 1);
    list.insert(at, item);
    format!("{pointer}/{at}")
}

/// A container of any kind.
fn container(live: &Value, dice: &mut Dice) -> String {
    let count = |key: &str| live["spec"][key].as_array().map_or(0, Vec::len);
    let mut all: Vec<String> = (0..count("containers")).map(|i| format!("/spec/containers/{i}")).collect();
    all.extend((0..count("initContainers")).map(|i| format!("/spec/initContainers/{i}")));
    dice.of(&all).clone()
}

/// Adds something; gives its pointer.
fn add(live: &mut Value, dice: &mut Dice) -> String {
    let own = container(live, dice);
    let entry = |live: &mut Value, pointer: &str, key: &str, value: Value| {
        map(live, pointer).insert(key.to_owned(), value);
        format!("{pointer}/{}", key.replace('/', "~1"))
    };
    match dice.below(14) {
        0 => insert(live, &format!("{own}/env"), json!({"name": "INJECTED", "value": "x"}), dice),
        1 => insert(
            live,
            &format!("{own}/env"),
            json!({"name": "HOST", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.hostIP"}}}),
            dice,
        ),
        2 => entry(live, "/metadata/labels", "mesh.example.com/injected", json!("true")),
        3 => entry(live, "/metadata/annotations", "sidecar.istio.io/status", json!("{}")),
        4 => insert(
            live,
            "/spec/containers",
            json!({"name": "istio-proxy", "image": "istio/proxyv2:1.20", "resources": {}, "imagePullPolicy": "IfNotPresent"}),
            dice,
        ),
        5 => insert(
            live,
            "/spec/initContainers",
            json!({"name": "istio-init", "image": "istio/proxyv2:1.20", "resources": {}}),
            dice,
        ),
        6 => insert(live, "/spec/tolerations", json!({"key": "injected", "operator": "Exists"}), dice),
        7 => insert(live, "/spec/volumes", json!({"name": "injected", "emptyDir": {}}), dice),
        8 => insert(live, &format!("{own}/volumeMounts"), json!({"name": "injected", "mountPath": "/injected"}), dice),
        9 => entry(live, "/spec/nodeSelector", "pool", json!("quota")),
        10 => entry(live, &format!("{own}/resources/limits"), "ephemeral-storage", json!("77Gi")),
        11 => entry(live, &format!("{own}/resources/requests"), "example.com/slots", json!("1")),
        12 => entry(live, "/spec", "activeDeadlineSeconds", json!(99)),
        _ => entry(
            live,
            &own,
            "startupProbe",
            json!({"exec": {"command": ["x"]}, "timeoutSeconds": 1, "periodSeconds": 10}),
        ),
    }
}

/// Takes something away that Flyte makes; gives its pointer in the rendered Pod.
fn remove(live: &mut Value, rendered: &Value, dice: &mut Dice) -> Option<String> {
    let mut all: Vec<(String, String)> = Vec::new();
    // of several with one name nobody can tell which is gone
    let place = |list: &Value, item: &Value| {
        let same = |other: &Value| if item.is_string() { other == item } else { other["name"] == item["name"] };
        let places: Vec<usize> = list.as_array()?.iter().enumerate().filter(|(_, i)| same(i)).map(|(i, _)| i).collect();
        <[usize; 1]>::try_from(places).ok().map(|[only]| only)
    };
    for (key, lists) in [("containers", 3), ("initContainers", 3), ("volumes", 0)] {
        for (i, item) in rendered["spec"][key].as_array().into_iter().flatten().enumerate() {
            let Some(j) = place(&live["spec"][key], item) else { continue };
            all.push((format!("/spec/{key}/{i}"), format!("/spec/{key}/{j}")));
            for inner in ["env", "args", "volumeMounts"].iter().take(lists) {
                for (n, part) in item[inner].as_array().into_iter().flatten().enumerate() {
                    let at = place(&live["spec"][key][j][inner], part);
                    let pointers =
                        |at| (format!("/spec/{key}/{i}/{inner}/{n}"), format!("/spec/{key}/{j}/{inner}/{at}"));
                    all.extend(at.map(pointers));
                }
            }
        }
    }
    for pointer in ["/metadata/labels", "/metadata/annotations", "/spec/nodeSelector"] {
        for key in rendered.pointer(pointer).and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key) {
            let own = format!("{pointer}/{}", key.replace('/', "~1"));
            all.push((own.clone(), own));
        }
    }
    if all.is_empty() {
        return None;
    }
    let (left, right) = dice.of(&all).clone();
    let (parent, last) = right.rsplit_once('/').unwrap();
    match live.pointer_mut(parent).unwrap() {
        Value::Array(items) => drop(items.remove(last.parse().unwrap())),
        Value::Object(map) => drop(map.remove(&last.replace("~1", "/"))),
        other => panic!("{other}"),
    }
    Some(left)
}

/// Edits a live Pod; gives the pointer of what is different now.
fn edit(live: &mut Value, rendered: &Value, dice: &mut Dice) -> Option<String> {
    match dice.below(3) {
        0 => {
            let mut all = Vec::new();
            scalars(&live["spec"], "/spec", &mut all);
            for key in ["labels", "annotations", "name", "namespace"] {
                scalars(&live["metadata"][key], &format!("/metadata/{key}"), &mut all);
            }
            let pointer = dice.of(&all).clone();
            let slot = live.pointer_mut(&pointer).unwrap();
            *slot = another(slot);
            Some(pointer)
        }
        1 => Some(add(live, dice)),
        _ => remove(live, rendered, dice),
    }
}

/// Whether the only foreign difference is the one that was made: there, or around it.
fn finds(differences: &[LiveDifference], pointer: &str) -> bool {
    let foreign: Vec<&LiveDifference> = differences.iter().filter(|d| d.class == Class::Foreign).collect();
    let [only] = foreign.as_slice() else { return false };
    let found = only.difference.path.pointer();
    pointer == found || pointer.strip_prefix(&found).is_some_and(|rest| rest.starts_with('/'))
}

/// Applies differences: first what is gone, from the end, then the rest in order. Maps and lists
/// that are missing on the way are made.
fn patched(rendered: &Value, differences: &[LiveDifference]) -> Value {
    let mut made = rendered.clone();
    let gone = differences.iter().rev().filter(|d| d.difference.op == Op::Remove);
    let rest = differences.iter().filter(|d| d.difference.op != Op::Remove);
    for difference in gone.chain(rest).map(|d| &d.difference) {
        let pointer = difference.path.pointer();
        let steps: Vec<String> = pointer.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
        let mut here = &mut made;
        for step in &steps[..steps.len() - 1] {
            let index = step.parse::<usize>().ok().filter(|_| here.is_array() || here.is_null());
            here = match index {
                Some(i) => &mut here.as_array_mut().unwrap()[i],
                None => here.as_object_mut().unwrap().entry(step).or_insert(Value::Null),
            };
        }
        let last = &steps[steps.len() - 1];
        let value = difference.right.as_ref().map(cases::json);
        if here.is_null() {
            *here = if last.parse::<usize>().is_ok() { json!([]) } else { json!({}) };
        }
        match (here, difference.op) {
            (Value::Array(items), Op::Add) => items.insert(last.parse().unwrap(), value.unwrap()),
            (Value::Array(items), Op::Replace) => items[last.parse::<usize>().unwrap()] = value.unwrap(),
            (Value::Array(items), Op::Remove) => drop(items.remove(last.parse().unwrap())),
            (Value::Object(map), Op::Remove) => assert!(map.shift_remove(last).is_some(), "{pointer}"),
            (Value::Object(map), _) => drop(map.insert(last.clone(), value.unwrap())),
            (other, _) => panic!("{pointer}: {other}"),
        }
    }
    made
}

/// Without what says nothing.
fn telling(value: &Value) -> Value {
    let empty = |v: &Value| {
        matches!(v, Value::Null)
            || *v == json!({})
            || *v == json!([])
            || *v == json!("")
            || *v == json!(0)
            || *v == json!(false)
    };
    match value {
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), telling(v))).filter(|(_, v)| !empty(v)).collect(),
        Value::Array(items) => items.iter().map(telling).collect(),
        other => other.clone(),
    }
}

fn check(case: &LiveCase, seeds: std::ops::Range<u64>, report: &mut String) -> usize {
    let Some(rendered) = case.rendered() else { return 0 };
    let (left, api) = (cases::json(&rendered), case.version.kubernetes_api());
    let mut count = 0;
    for seed in seeds {
        let mut edited = case.live.clone();
        let Some(pointer) = edit(&mut edited, &left, &mut Dice::new(seed + 1)) else { continue };
        if edited == case.live {
            continue;
        }
        count += 1;
        let differences = live(&rendered, &node(&edited), api);
        if !finds(&differences, &pointer) {
            let foreign = differences.iter().filter(|d| d.class == Class::Foreign);
            let found: Vec<String> =
                foreign.map(|d| format!("{} {}", d.difference.op.name(), d.difference.path.pointer())).collect();
            report.push_str(&format!("{} seed {seed}: {pointer} was edited, found {found:?}\n", case.case.id));
        }
        let made = telling(&patched(&left, &differences));
        if made != telling(&edited) {
            let lines = cases::differences(&telling(&edited), &made);
            report.push_str(&format!("{} seed {seed}: {lines:?}\n", case.case.id));
        }
    }
    count
}

/// Edits Pods that nobody has edited yet; gives how many edits there were, and what is wrong.
fn edits(cases: &[LiveCase], seeds: u64) -> (usize, String) {
    let mut report = String::new();
    let untouched = cases.iter().filter(|case| case.foreign.is_empty());
    let count = untouched.map(|case| check(case, 0..seeds, &mut report)).sum();
    (count, report)
}

#[test]
fn every_edit_is_found_and_nothing_else() {
    let (count, report) = edits(&all(), 100);
    println!("{count} edits of live Pods");
    assert!(report.is_empty(), "{} of {count} edits\n{report}", report.lines().count());
    assert!(count > 3000);
}

/// The same of more Pods: `PODTPL_LIVE` names a folder with `*.jsonl` files.
#[test]
#[ignore = "on demand: PODTPL_LIVE=FOLDER cargo test -- --ignored edits_of_a_folder"]
fn edits_of_a_folder() {
    let folder = std::env::var("PODTPL_LIVE").expect("PODTPL_LIVE names a folder");
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut cases = super::of_text(&cases::read(&path));
        cases.retain(|case| case.differences().is_some_and(|found| super::wrong(case, &found).is_empty()));
        let (count, report) = edits(&cases, 5);
        println!("{}: {} of {count} edits", path.display(), count - report.lines().count());
        all.push_str(&report);
    }
    assert!(all.is_empty(), "{all}");
}
