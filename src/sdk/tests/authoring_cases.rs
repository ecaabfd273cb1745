//! Task files in the authoring form and what the SDKs themselves made of the same arguments.
//!
//! The TaskTemplates are those of `testdata/conformance/python`, cut to what determines the Pod.

use super::*;

/// Reads a file with the settings of its case.
fn read_case(path: &Path, sources: &mut Sources, case: &Json) -> Result<Vec<TaskSource>, Vec<Diagnostic>> {
    let setting = |name: &str| case["settings"][name].as_str().map(str::to_owned);
    let settings = SdkSettings {
        image: setting("image"),
        project: setting("project"),
        domain: setting("domain"),
        version: setting("version"),
    };
    let id = sources.add(path.display().to_string(), text(path));
    let flyte = FlyteVersion::parse(case["flyte"].as_str().unwrap()).unwrap();
    read_tasks(sources, id, &settings, flyte).map(|(tasks, _)| tasks)
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
        Json::Number(_) => false,
    };
    (!empty || key == "[]").then_some(kept)
}

#[test]
fn the_sdk_makes_the_same() {
    let (mut compared, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in files(&testdata("cases/sdk/authoring"), ".yaml") {
        let case = json_file(&path.with_extension("json"));
        let mut sources = Sources::new();
        let result = read_case(&path, &mut sources, &case);
        if let Some(error) = case["error"].as_str() {
            let found = result.expect_err(&path.display().to_string());
            assert!(found.iter().any(|d| d.flyte.as_deref() == Some(error)), "{}", listed(&sources, &found));
            refused += 1;
            continue;
        }
        let tasks = result.unwrap_or_else(|e| panic!("{}", listed(&sources, &e)));
        assert_eq!(tasks.len(), case["tasks"].as_object().unwrap().len(), "{}", path.display());
        for task in tasks {
            let wanted = uniform(&case["tasks"][&task.name], "").unwrap();
            let got = uniform(&json(&task.template), "").unwrap();
            compared += 1;
            if got != wanted {
                let show = |v: &Json| serde_json::to_string_pretty(v).unwrap();
                let diff = similar::TextDiff::from_lines(show(&wanted), show(&got)).unified_diff().to_string();
                wrong.push(format!("{} {}\n{diff}", path.display(), task.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared >= 140 && refused >= 4, "{compared} {refused}");
}
