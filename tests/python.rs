//! Python files of tasks, and what the SDKs themselves make of them: `testdata/conformance/python`.

use std::fs;
use std::path::{Path, PathBuf};

use podtpl::diagnostic::Diagnostic;
use podtpl::sdk::{PythonModule, PythonTask, SdkSettings, UnreadWorkflow, WorkflowNode, read_python, read_python_file};
use podtpl::source::Sources;
use podtpl::tree::{Flag, Node, Origin};
use serde_json::Value as Json;

use crate::cases;

/// Cases that do not pass yet; `ARCHITECTURE.md` says nothing of them, so the list must only shrink.
const OPEN: &[&str] = &[];

fn flag(text: &str) -> Node {
    let origin = Origin::Flag(std::rc::Rc::new(Flag { flag: "--test".to_owned(), span: None }));
    Node::str(text, origin)
}

fn settings(case: &Json) -> SdkSettings {
    let text = |name: &str| case["settings"][name].as_str().map(str::to_owned);
    let pairs = |name: &str| case["settings"][name].as_object().cloned().unwrap_or_default();
    let string = |v: &Json| v.as_str().unwrap_or_default().to_owned();
    SdkSettings {
        image: text("image").as_deref().map(flag),
        images: pairs("images").iter().map(|(k, v)| (k.clone(), flag(&string(v)))).collect(),
        environment: pairs("environment").iter().map(|(k, v)| (flag(k), flag(&string(v)))).collect(),
        project: text("project").as_deref().map(flag),
        domain: text("domain").as_deref().map(flag),
        version: text("version").as_deref().map(flag),
        ..SdkSettings::default()
    }
}

/// The modules of a folder, the task file first.
fn modules(folder: &Path, sources: &mut Sources) -> Vec<PythonModule> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().trim_end_matches(".gz").ends_with(".py") {
                paths.push(path);
            }
        }
    }
    paths.sort_by_key(|p| (!p.to_string_lossy().ends_with("/task.py"), p.clone()));
    let module = |path: PathBuf| {
        let inside = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let dotted = inside.trim_end_matches(".py").replace('/', ".");
        let package = dotted.ends_with("__init__");
        let name = dotted.trim_end_matches("__init__").trim_end_matches('.').to_owned();
        let id = sources.add(inside, fs::read_to_string(&path).unwrap());
        PythonModule::parse(sources, id, &name, package)
    };
    paths.into_iter().map(module).collect()
}

/// Leaves out what the wire does not tell from absence: everywhere but in the pod spec and `interruptible`.
fn uniform(value: &Json, key: &str) -> Option<Json> {
    let kept = match value {
        Json::Object(_) if key == "podSpec" => return Some(value.clone()),
        Json::Object(map) => Json::Object(map.iter().filter_map(|(k, v)| Some((k.clone(), uniform(v, k)?))).collect()),
        Json::Array(items) => items.iter().map(|v| uniform(v, "[]").unwrap_or(Json::Null)).collect(),
        other => other.clone(),
    };
    let empty = match &kept {
        Json::Null => true,
        Json::Bool(b) => !b && key != "interruptible",
        Json::String(s) => s.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::Number(n) => key == "taskTypeVersion" && n.as_i64() == Some(0),
    };
    (!empty || key == "[]").then_some(kept)
}

/// What determines the Pod.
fn essence(template: &Json) -> Json {
    let mut out = serde_json::Map::new();
    let keys =
        ["id", "type", "taskTypeVersion", "container", "k8sPod", "config", "securityContext", "extendedResources"];
    for key in keys {
        out.insert(key.to_owned(), template[key].clone());
    }
    for key in ["podTemplateName", "metadata", "interruptible"] {
        out.insert(format!("metadata.{key}"), Json::Null);
        out.insert(key.to_owned(), template["metadata"][key].clone());
    }
    uniform(&Json::Object(out), "").unwrap()
}

fn lines(sources: &Sources, found: &[Diagnostic]) -> Vec<(String, usize)> {
    let place = |d: &Diagnostic| {
        let at = sources.line_column(d.label.as_ref()?.span);
        Some((sources.name(d.label.as_ref()?.span.source).to_owned(), at.line))
    };
    found.iter().filter_map(place).collect()
}

/// Whether an error stands where a case says that the file does not tell a value.
fn stands(u: &Json, at: &[(String, usize)]) -> bool {
    let file = u["file"].as_str().unwrap_or("task.py");
    at.iter().any(|(name, line)| u["line"] == *line && name == file)
}

/// What is wrong with the answer for one task.
fn compare(task: &str, wanted: &Json, case: &Json, found: Option<&PythonTask>, sources: &Sources) -> Option<String> {
    let all = case["undecidable"].as_array().into_iter().flatten();
    let undecidable: Vec<&Json> = all.filter(|u| u["task"] == task).collect();
    let or_exact = undecidable.iter().any(|u| u["orExact"] == true);
    let Some(found) = found else { return Some(format!("{task}: not found")) };
    let template = match &found.task {
        Ok(task) => essence(&cases::json(&task.template)),
        Err(errors) => {
            let at = lines(sources, errors);
            let told = errors.iter().map(|d| format!("{} {:?}", d.message, d.flyte)).collect::<Vec<_>>().join("; ");
            return match undecidable.first() {
                Some(_) if or_exact => {
                    println!("not exact: {} {task} at {at:?}: {told}", case["id"]);
                    None
                }
                Some(_) if undecidable.iter().any(|u| stands(u, &at)) => None,
                Some(u) => Some(format!("{task}: error at {at:?}, not {}: {told}", u["line"])),
                None if wanted["error"].is_string() => None,
                None => Some(format!("{task}: refused at {at:?}: {told}")),
            };
        }
    };
    if !undecidable.is_empty() && !or_exact {
        return Some(format!("{task}: an answer for what cannot be known"));
    }
    if let Some(error) = wanted["error"].as_str() {
        return Some(format!("{task}: not refused: {error}"));
    }
    let wanted = essence(&wanted["taskTemplate"]);
    if template == wanted {
        return None;
    }
    let show = |v: &Json| serde_json::to_string_pretty(v).unwrap();
    let diff = similar::TextDiff::from_lines(show(&wanted), show(&template)).unified_diff().to_string();
    Some(format!("{task}:\n{diff}"))
}

/// A value with the keys of all its maps in order, to be shown.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let mut entries: Vec<_> = map.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(entries.into_iter().collect())
        }
        Json::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// What of the overrides of workflow nodes is not what the SDK serializes. What a case lists as `unread`, a
/// workflow or a node of one, has to be told as unknown at its line.
fn overrides(case: &Json, nodes: &[WorkflowNode], unread: &[UnreadWorkflow], sources: &Sources) -> Vec<String> {
    let list = |items: Vec<Json>| {
        let items = items.iter().map(|o| uniform(o, "").unwrap());
        let mut all: Vec<Json> = items.filter(|o| o.get("overrides").is_some()).collect();
        all.sort_by_key(|o| (o["workflow"].to_string(), o["node"].to_string(), o["overrides"].to_string()));
        all
    };
    let told = |n: &WorkflowNode| {
        let overrides = cases::json(n.overrides.as_ref()?);
        Some(serde_json::json!({"workflow": n.workflow, "node": n.node, "task": n.task, "overrides": overrides}))
    };
    let workflows = unread.iter().map(|w| (w.workflow.clone(), std::slice::from_ref(&w.why)));
    let of_nodes = nodes.iter().map(|n| (format!("{}.{}", n.workflow, n.node), n.errors.as_slice()));
    let mut lost = Vec::new();
    for (name, errors) in workflows.chain(of_nodes) {
        lost.extend(lines(sources, errors).into_iter().map(|(_, line)| (name.clone(), line)));
    }
    let expected = |u: &Json| (u["of"].as_str().unwrap().to_owned(), u["line"].as_u64().unwrap() as usize);
    let mut expected: Vec<_> = case["unread"].as_array().into_iter().flatten().map(expected).collect();
    lost.sort();
    expected.sort();
    let is_lost = |o: &Json| {
        let (workflow, node) = (o["workflow"].as_str().unwrap(), o["node"].as_str().unwrap());
        expected.iter().any(|(of, _)| of == workflow || *of == format!("{workflow}.{node}"))
    };
    let wanted = case["overrides"].as_array().cloned().unwrap_or_default();
    let wanted = list(wanted.into_iter().filter(|o| !is_lost(o)).collect());
    let found = list(nodes.iter().filter_map(told).collect());
    let show = |v: &[Json]| serde_json::to_string_pretty(&v.iter().map(sorted).collect::<Vec<_>>()).unwrap();
    let mut wrong = Vec::new();
    if found != wanted {
        let diff = similar::TextDiff::from_lines(show(&wanted), show(&found)).unified_diff().to_string();
        wrong.push(format!("overrides:\n{diff}"));
    }
    if lost != expected {
        let why: Vec<_> = unread.iter().map(|w| (&w.workflow, &w.why.message, &w.why.flyte)).collect();
        wrong.push(format!("not known: {lost:?}, wanted {expected:?}: {why:?}"));
    }
    wrong
}

fn check(folder: &Path) -> Vec<String> {
    let case: Json = serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    let mut sources = Sources::new();
    let modules = modules(folder, &mut sources);
    let tasks = case["tasks"].as_object().unwrap();
    let file = match read_python_file(&sources, &modules, &settings(&case)) {
        Ok(file) => file,
        Err(_) if tasks.contains_key("*") => return Vec::new(),
        Err(errors) => return vec![format!("refused: {errors:?}")],
    };
    let found = &file.tasks;
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for (name, wanted) in tasks {
        let map = wanted["kind"] == "map";
        let mapped =
            |t: &&PythonTask| map && t.function.as_deref() == wanted["function"].as_str() && t.name.contains("map_");
        // of a name that is not known the function tells the task
        let unknown = case["undecidable"].as_array().into_iter().flatten().any(|u| u["task"] == **name);
        let called = |t: &&PythonTask| unknown && t.function.as_deref() == wanted["function"].as_str();
        let task = found.iter().find(|t| t.name == *name).or_else(|| found.iter().find(mapped));
        let task = task.or_else(|| found.iter().find(called));
        seen.extend(task.map(|t| t.name.clone()));
        wrong.extend(compare(name, wanted, &case, task, &sources));
    }
    wrong.extend(overrides(&case, &file.nodes, &file.unread, &sources));
    let extra = found.iter().filter(|t| !seen.contains(&t.name));
    wrong.extend(extra.map(|t| format!("{}: is no task", t.name)));
    wrong
}

/// The case folders in a folder.
fn folders(parent: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(parent).unwrap().map(|e| e.unwrap().path());
    let mut found: Vec<PathBuf> = all.filter(|p| p.join("case.json").is_file()).collect();
    found.sort();
    found
}

/// Runs cases: how many pass, which do not, and what is wrong with those.
fn run(folders: Vec<PathBuf>) -> (usize, Vec<String>, String) {
    let (mut passed, mut failed, mut told) = (0, Vec::new(), String::new());
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let wrong = check(&folder);
        if wrong.is_empty() {
            passed += 1;
            assert!(!OPEN.contains(&name.as_str()), "{name} passes now: take it off the list");
        } else {
            told.push_str(&format!("=== {name}\n{}\n", wrong.join("\n")));
            failed.push(name);
        }
    }
    println!("{passed} passed, {} failed: {failed:?}", failed.len());
    (passed, failed, told)
}

/// Further cases: `PODTPL_PYTHON` names a folder of them, each as in `testdata/conformance/python`.
#[test]
fn python_cases_of_a_folder() {
    let Ok(folder) = std::env::var("PODTPL_PYTHON") else { return };
    let (passed, failed, told) = run(folders(Path::new(&folder)));
    assert!(failed.is_empty() && passed > 0, "{failed:?}\n{told}");
}

/// This project's own cases.
#[test]
fn python_files_of_this_project() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/python");
    let (passed, failed, told) = run(folders(&own));
    assert!(failed.is_empty() && passed >= 9, "{failed:?}\n{told}");
}

#[test]
fn python_files_give_the_tasks_of_the_sdk() {
    let (passed, mut failed, told) = run(folders(&cases::folder().join("python")));
    failed.retain(|f| !OPEN.contains(&f.as_str()));
    assert!(failed.is_empty(), "{failed:?}\n{told}");
    assert!(passed >= 59, "{passed}");
}

/// Reads a text as the only module; neither a panic nor a hang is an answer.
fn read(text: &str) -> Result<Vec<PythonTask>, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let id = sources.add("task.py", text);
    let module = PythonModule::parse(&sources, id, "task", false);
    read_python(&sources, &[module], &SdkSettings::default())
}

#[test]
fn hostile_workflows_end() {
    let before = "from flytekit import PodTemplate, Workflow, conditional, task, workflow\n@task\ndef t(x: int = 1) -> int:\n    \
                  return x\n@workflow\ndef wf(x: int = 1):\n";
    let bodies = [
        "for i in range(100000):\n        t()".to_owned(),
        "[t(x=t(x=t(x=i))) for i in range(90000)]".to_owned(),
        "for i in range(90000):\n        Workflow(name=str(i))".to_owned(),
        "for i in range(90000):\n        t().with_overrides(pod_template=PodTemplate())".to_owned(),
        "c = t()\n    for i in range(200):\n        c = conditional('c').if_(x > 1).then(c).else_().then(c)".to_owned(),
        "for i in range(5000):\n        conditional('c')".to_owned(),
        "wf()\n    wf(x=wf())".to_owned(),
        "t().with_overrides(node_name='x' * 99999)".to_owned(),
        "a = t()\n    ".to_owned() + &"a = a.with_overrides(container_image='a')\n    ".repeat(2000),
    ];
    for body in bodies {
        let started = std::time::Instant::now();
        let _ = read(&format!("{before}    {body}\n"));
        assert!(started.elapsed().as_secs() < 20, "{body}: {:?}", started.elapsed());
    }
}

#[test]
fn mutated_python_never_panics_nor_hangs() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    let scraps = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        ":",
        ",",
        "=",
        "**",
        "*",
        "\n",
        "\n    ",
        "f\"{",
        "lambda x: ",
        "@task\n",
        " if ",
        "None",
        "-1",
        "é",
        "\\",
        "while ",
        "try:\n",
        "match X:\n    case _:\n",
        "class A:\n    ",
        "del ",
        "global X\n",
        "yield ",
        "[::-1]",
        ".pop()",
        "for x in ",
        " % ",
        "{{.image.a.fqn}}",
    ];
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/python");
    let mut all = folders(&cases::folder().join("python"));
    all.extend(folders(&own));
    let folders = all;
    // the long form mutates more: PODTPL_FUZZ=200000
    let wanted = std::env::var("PODTPL_FUZZ").ok().and_then(|n| n.parse::<usize>().ok());
    let of_each = wanted.map_or(60, |n| n / folders.len());
    let started = std::time::Instant::now();
    for folder in folders {
        let text: Vec<char> = fs::read_to_string(folder.join("task.py")).unwrap().chars().collect();
        for _ in 0..of_each {
            let mut text = text.clone();
            for _ in 0..=random(3) {
                let at = random(text.len());
                let end = (at + random(40)).min(text.len());
                match random(4) {
                    0 => drop(text.drain(at..end)),
                    1 => {
                        let copy: Vec<char> = text[at..end].to_vec();
                        let to = random(text.len());
                        text.splice(to..to, copy).for_each(drop);
                    }
                    2 => text.truncate(end.max(1)),
                    _ => text.splice(at..at, scraps[random(scraps.len())].chars()).for_each(drop),
                }
            }
            let _ = read(&text.into_iter().collect::<String>());
        }
    }
    assert!(wanted.is_some() || started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

#[test]
fn python_of_a_size_that_nobody_writes_is_refused() {
    let errors = read(&"X = [1, 2]\n".repeat(1_600_000)).unwrap_err();
    assert!(errors.iter().any(|e| e.code == "python/too-large"), "{errors:?}");
}

#[test]
fn what_an_unknown_dict_brings_is_not_missing() {
    let text = "from flytekit import task\nfrom other import conf\nd = {}\nd.update(**conf)\nX = d['a']\n\
                @task(environment={'A': X})\ndef t() -> int:\n    return 1\n";
    let tasks = read(text).unwrap();
    let errors = tasks[0].task.as_ref().unwrap_err();
    assert!(errors.iter().all(|e| e.code == "python/unknown"), "{errors:?}");
}

#[test]
fn of_each_line_the_first_mistake_is_told() {
    for (text, places) in [
        ("import flytekit\nf(a b) = 1\n", 1),
        ("(a b) += 1; del f(c d)\n", 1),
        ("a b\nc d\n", 2),
        (&*format!("{}\n", "a b ".repeat(50_000)), 1),
    ] {
        assert_eq!(read(text).unwrap_err().len(), places, "{text:.40}");
    }
}

#[test]
fn ladders_of_classes_end() {
    let mut text = "from flytekit import task\nclass A0:\n    x = 'a:1'\nclass B0(A0):\n    pass\n".to_owned();
    for i in 1..60 {
        let below = i - 1;
        text.push_str(&format!("class A{i}(A{below}):\n    pass\nclass B{i}(A{i}, B{below}):\n    pass\n"));
    }
    text.push_str("@task(container_image=B59.x)\ndef t() -> int:\n    return 1\n");
    let started = std::time::Instant::now();
    let tasks = read(&text).unwrap();
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert!(tasks[0].task.is_ok(), "{:?}", tasks[0].task);
}

#[test]
fn hostile_python_ends() {
    let task = "from flytekit import task\n@task(environment={'A': X})\ndef t() -> int:\n    return 1\n";
    let before = [
        "X = ".to_owned() + &"(".repeat(50_000),
        "X = ".to_owned() + &"(".repeat(3000) + &")".repeat(3000),
        "X = 1".to_owned() + &" + 1".repeat(20_000),
        "X = ".to_owned() + &"not ".repeat(20_000) + "1",
        "X = ".to_owned() + &"lambda: ".repeat(20_000) + "1",
        "X = a".to_owned() + &".b".repeat(20_000),
        "X = a".to_owned() + &"()".repeat(20_000),
        "X = a".to_owned() + &"[0]".repeat(20_000),
        "X = ".to_owned() + &"1 if a else ".repeat(20_000) + "1",
        "X = 1".to_owned() + &" ** 1".repeat(20_000),
        "if a: pass\n".to_owned() + &"elif a: pass\n".repeat(5000) + "X = 1",
        (0..500).map(|n| format!("{}if a:\n", " ".repeat(n))).collect::<String>() + &" ".repeat(501) + "X = 1",
        "X = []\nX.append(X)".to_owned(),
        "X = {}\nX['a'] = X".to_owned(),
        "def f():\n    return f()\nX = f()".to_owned(),
        "f = lambda: f()\nX = f()".to_owned(),
        "X = 'a'\n".to_owned() + &"X = X + X\n".repeat(100),
        "X = ['a']\n".to_owned() + &"X = X + X\n".repeat(100),
        "X = [1]\n".to_owned() + &"X = [X, X]\n".repeat(100),
        "X = [1]\n".to_owned() + &"X = [X, X]\n".repeat(40),
        "import copy\nX = [1]\n".to_owned() + &"X = [X, X]\n".repeat(35) + "X = copy.deepcopy(X)",
        "X = [1]\n".to_owned() + &"X = [X] * 100\n".repeat(10) + "X = str(X)",
        "X = [1]\n".to_owned() + &"X = [X] * 100\n".repeat(5) + "X = X == X",
        "X = 'a' * 10 ** 30".to_owned(),
        "X = 10 ** 10 ** 10".to_owned(),
        "X = [i for i in range(10 ** 9)]".to_owned(),
        "X = [i for i in range(1000) for j in range(1000) for k in range(1000)]".to_owned(),
        "X = f'{1:99999999999}'".to_owned(),
        "while True:\n    X = 1".to_owned(),
        "from task import X\nimport task\nfrom task import *".to_owned(),
        "from . import X\nfrom ... import *\nfrom .. import y".to_owned(),
        "X = [1]\nfor x in X:\n    X.append(x)".to_owned(),
        "X = -9223372036854775808 * 2".to_owned(),
        "X = 'a'[1:2:0]".to_owned(),
        "X = 7 % 0".to_owned(),
        "X = (1,)\n".to_owned() + &"X = (X,) * 100\n".repeat(6) + "unknown.call(X)",
        "X = [1]\n".to_owned() + &"X = [X] * 100\n".repeat(6) + "import foo\nfoo.call(X)\nX = X == X",
        "def f():\n    while True:\n        yield 1\nX = list(f())".to_owned(),
        "X = []\nwhile len(X) < 10 ** 9:\n    X.append(1)".to_owned(),
        "class A:\n    def f(self):\n        return A().f()\nX = A().f()".to_owned(),
        "class A:\n    @property\n    def p(self):\n        return self.p\nX = A().p".to_owned(),
        "def f(n):\n    def g():\n        return f(n + 1)\n    return g()\nX = f(0)".to_owned(),
        "X = ['a']\nfor x in X:\n    X += [x] * 1000\n    X += X".to_owned(),
        "X = 'a'\nwhile True:\n    X += X".to_owned(),
        "X = {1}\nwhile X:\n    X |= {max(X) + 1}".to_owned(),
        "import itertools\nX = list(itertools.product(range(100), repeat=5))".to_owned(),
        "X = sorted([[1] * 10000] * 1000)".to_owned(),
        "X = '{:>{w}}'.format(1, w=10 ** 12)".to_owned(),
        "X = '%*d' % (10 ** 9, 1)".to_owned(),
        "X = 'a'.ljust(10 ** 12)".to_owned(),
        "X = 'a'.replace('', 'b' * 100000).replace('a', 'c' * 100000)".to_owned(),
        "try:\n    raise X\nfinally:\n    X = 1".to_owned(),
        "match 1:\n    case [a, *b, *c]:\n        X = 1".to_owned(),
        "import json\nX = json.loads('[' * 100000)".to_owned(),
        "X = 1 << 200".to_owned(),
    ];
    for text in before {
        let started = std::time::Instant::now();
        let _ = read(&format!("{text}\n{task}"));
        let head: String = text.chars().take(40).collect();
        assert!(started.elapsed().as_secs() < 20, "{head}: {:?}", started.elapsed());
    }
}
