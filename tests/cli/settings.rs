//! Where settings come from, and which of them counts.

use crate::common::Podtpl;

const TASK: &str = "name: app.train\ncontainer_image: a:1\n";
const NAMESPACE: &str = "-o jsonpath={.metadata.namespace}";

fn render(flags: &str) -> Podtpl {
    Podtpl::new(&format!("render task.yaml {NAMESPACE} {flags}")).file("task.yaml", TASK)
}

#[test]
fn flags_win_over_variables_over_the_project_over_the_user() {
    let with_user = |run: Podtpl| run.file("home/.config/podtpl/podtpl.yaml", "flyte: 1.16.8\nnamespace: user\n");
    let with_project = |run: Podtpl| with_user(run).file("podtpl.yaml", "namespace: project\n");
    let with_variable = |run: Podtpl| with_project(run).env("PODTPL_NAMESPACE", "variable");
    assert_eq!(render("--flyte 1.16.8").run().result(), "flytesnacks-development");
    assert_eq!(with_user(render("")).run().result(), "user");
    assert_eq!(with_project(render("")).run().result(), "project");
    assert_eq!(with_variable(render("")).run().result(), "variable");
    assert_eq!(with_variable(render("-n flag")).run().result(), "flag");
    assert_eq!(with_variable(render("")).env("PODTPL_NAMESPACE", "").run().result(), "project");
}

#[test]
fn paths_of_the_project_file_are_relative_to_it() {
    let run = Podtpl::new(&format!("render {NAMESPACE}"))
        .file("podtpl.yaml", "flyte: 1.16.8\ntask: tasks/train.yaml\nexecution: facts.yaml\n")
        .file("tasks/train.yaml", TASK)
        .file("facts.yaml", "namespace: from-the-facts\n")
        .directory("deep/down");
    let mut command = run.command();
    command.current_dir(run.path().join("deep/down"));
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "from-the-facts", "{:?}", output.stderr);
}

#[test]
fn a_named_project_file_replaces_the_one_that_would_be_found() {
    let run = render("--project-file other/settings.yaml")
        .file("podtpl.yaml", "flyte: 1.16.8\nnamespace: found\n")
        .file("other/settings.yaml", "flyte: 1.16.8\nnamespace: named\n");
    assert_eq!(run.run().result(), "named");
}

#[test]
fn a_version_is_text_whatever_yaml_makes_of_it() {
    let run = Podtpl::new("render task.yaml -v -o name").file("task.yaml", TASK).file("podtpl.yaml", "flyte: 1.16\n");
    let output = run.run();
    assert!(output.stderr.contains("Flyte 1.16.8"), "{}", output.stderr);
}

#[test]
fn verbose_says_what_was_read_and_quiet_nothing() {
    let run = |flags: &str| {
        render(flags).file("podtpl.yaml", "config: flyte.yaml\n").file("flyte.yaml", "plugins: {}\n").run()
    };
    let verbose = run("-v --flyte 1.16.8");
    for said in ["`podtpl.yaml` (settings)", "`flyte.yaml` (configuration)", "`task.yaml` (task file)", "Flyte 1.16.8"]
    {
        assert!(verbose.stderr.contains(said), "{said}: {}", verbose.stderr);
    }
    assert_eq!(run("--flyte 1.16.8").stderr, "");
    assert!(run("").stderr.contains("no version is named"));
    assert_eq!(run("-q").stderr, "");
}

#[test]
fn a_misspelled_variable_is_told() {
    let output = render("--flyte 1.16.8").env("PODTPL_NAMESPCE", "x").run();
    assert_eq!(output.code, 0);
    assert!(output.stderr.contains("did you mean `PODTPL_NAMESPACE`?"), "{}", output.stderr);
}

#[test]
fn a_variable_may_hold_several_paths() {
    let run = render("--flyte 1.16.8")
        .file("a.yaml", "plugins: {k8s: {scheduler-name: a}}\n")
        .file("b.yaml", "plugins: {}\n")
        .env("PODTPL_CONFIG", "a.yaml:b.yaml");
    let output = Podtpl::run(&run);
    assert_eq!(output.code, 0, "{}", output.stderr);
}

#[test]
fn a_value_of_the_project_file_has_its_place_as_origin() {
    let settings = "flyte: 1.16.8\nflyteNamespace: system\nnamespace:\n- team-a\n- team-b\n";
    let run = Podtpl::new("render task.yaml --origins comments").file("task.yaml", TASK).file("podtpl.yaml", settings);
    let pods = run.run().result();
    assert!(pods.contains("namespace: team-a # flag: --namespace (podtpl.yaml:4:3)"), "{pods}");
    assert!(pods.contains("namespace: team-b # flag: --namespace (podtpl.yaml:5:3)"), "{pods}");
}
