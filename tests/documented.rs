//! The documentation's four examples: the command without a version must give what it shows.

use serde_json::Value;

use crate::cases;
use crate::common::Podtpl;

/// Every leaf of `want` that `got` does not have with this value; lists by position.
fn missing(path: &str, want: &Value, got: &Value, out: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), _) if !want.is_empty() => {
            for (key, value) in want {
                missing(&format!("{path}.{key}"), value, got.get(key).unwrap_or(&Value::Null), out);
            }
        }
        (Value::Array(want), _) if !want.is_empty() => {
            for (i, value) in want.iter().enumerate() {
                missing(&format!("{path}[{i}]"), value, got.get(i).unwrap_or(&Value::Null), out);
            }
        }
        _ if want == got => {}
        _ => out.push(format!("{path}: is {got}, should be {want}")),
    }
}

/// The value at `spec.containers[1]`, `a.b`, if there is one.
fn at<'v>(pod: &'v Value, path: &str) -> Option<&'v Value> {
    path.replace('[', ".").replace(']', "").split('.').try_fold(pod, |value, step| match step.parse::<usize>() {
        Ok(i) => value.get(i),
        Err(_) => value.get(step),
    })
}

#[test]
fn the_examples_of_the_documentation() {
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(cases::folder().join("docs")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut arguments = "render task.yaml -x execution.yaml -o json".to_owned();
        for (flag, file) in [("-c", "config.yaml"), ("-t", "templates.yaml")] {
            if folder.join(file).exists() {
                arguments.push_str(&format!(" {flag} {file}"));
            }
        }
        let mut command = Podtpl::new(&arguments);
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            command = command.file(&path.file_name().unwrap().to_string_lossy(), cases::read(&path));
        }
        let output = command.run();
        assert!(output.code == 0, "{name}: {}", output.stderr);
        let pod: Value = serde_json::from_str(&output.stdout).unwrap();
        let want: Value = serde_yaml::from_str(&cases::read(&folder.join("want.yaml"))).unwrap();
        let mut lines = Vec::new();
        missing("", &want, &pod, &mut lines);
        for path in cases::read(&folder.join("absent.txt")).lines().filter(|l| !l.is_empty()) {
            if let Some(value) = at(&pod, path) {
                lines.push(format!("{path}: should not be there, is {value}"));
            }
        }
        failures.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
        count += 1;
    }
    assert_eq!(count, 4);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
