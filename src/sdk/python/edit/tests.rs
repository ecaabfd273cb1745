//! Edits of small files: what is written where.

use super::{python_arguments, rewrite_python};
use crate::sdk::{PythonModule, SdkSettings};
use crate::source::{Sources, spliced};
use crate::tree::{Made, Map, Node, Origin, Text, Value};
use crate::yaml::{Dialect, parse};

static NEW: Made = Made { step: "test", reason: "new" };

fn new() -> Origin {
    Origin::Flyte(&NEW)
}

/// A YAML value with the origin of what is new.
fn value(text: &str) -> Node {
    fn fresh(node: &Node) -> Node {
        match &node.value {
            Value::Seq(items) => Node::seq(items.iter().map(fresh).collect(), new()),
            Value::Map(map) => {
                let mut out = Map::in_order(Vec::new());
                map.entries().iter().for_each(|e| out.set(e.key.clone(), fresh(&e.node)));
                Node::map(out, new())
            }
            scalar => Node::new(scalar.clone(), new()),
        }
    }
    let mut sources = Sources::new();
    let id = sources.add("value", text);
    fresh(&parse(&sources, id, Dialect::Core).unwrap().swap_remove(0).root)
}

/// Puts a value at a path whose steps are keys, numbers, or `+` for one item more; none takes away what is there.
fn put(node: &mut Node, path: &[&str], value: Option<&Node>) {
    let (first, rest) = path.split_first().unwrap();
    if let Value::Seq(_) = node.value {
        let items = node.seq_mut();
        match (first.parse::<usize>(), value) {
            (Ok(at), None) if rest.is_empty() => drop(items.remove(at)),
            (Ok(at), Some(value)) if rest.is_empty() => items[at] = value.clone(),
            (Ok(at), _) => put(&mut items[at], rest, value),
            (Err(_), _) => items.push(value.unwrap().clone()),
        }
        return;
    }
    let map = node.map_mut();
    match (rest, value) {
        ([], None) => drop(map.remove(first)),
        ([], Some(value)) => map.set(Text::from((*first).to_owned()), value.clone()),
        _ => put(
            map.get_or_insert(Text::from((*first).to_owned()), || Node::map(Map::in_order(Vec::new()), new())),
            rest,
            value,
        ),
    }
}

const HEAD: &str =
    "from flytekit import task, PodTemplate, Resources\nfrom kubernetes.client import V1PodSpec, V1Container\n";

/// A file with an edit, without its first lines if they stay.
fn edited(text: &str, path: &str, to: &str) -> String {
    let whole = format!("{HEAD}{text}\ndef t() -> int: return 1\n");
    let mut sources = Sources::new();
    let id = sources.add("m.py", whole.as_str());
    let modules = [PythonModule::parse(&sources, id, "m", false)];
    let before = python_arguments(&sources, &modules, &SdkSettings::default(), "m.t");
    let before = before.unwrap_or_else(|| panic!("{text}"));
    let mut after = before.clone();
    let to = (to != "-").then(|| value(to));
    put(&mut after, &path.split('/').collect::<Vec<_>>(), to.as_ref());
    match rewrite_python(&modules, &before, &after, &new()) {
        Err(why) => format!("! {why}"),
        Ok(splices) => {
            let out = spliced(&whole, id, &splices);
            let out = out.strip_suffix("\ndef t() -> int: return 1\n").unwrap().to_owned();
            out.strip_prefix(HEAD).map(str::to_owned).unwrap_or(out)
        }
    }
}

#[test]
fn texts_are_edited_where_people_would() {
    for (text, path, to, want) in [
        // arguments
        ("@task", "interruptible", "true", "@task(interruptible=True)"),
        ("@task()", "interruptible", "true", "@task(interruptible=True)"),
        ("@task( # x\n)", "interruptible", "true", "@task( # x\ninterruptible=True)"),
        ("@task(retries=1)", "interruptible", "true", "@task(interruptible=True, retries=1)"),
        ("@task(\n  retries=1,\n)", "interruptible", "true", "@task(\n  interruptible=True,\n  retries=1,\n)"),
        ("@task(requests=Resources('1'))", "requests/mem", "1Gi", "@task(requests=Resources('1', mem=\"1Gi\"))"),
        ("@task(requests=Resources(('1'),))", "requests/mem", "1Gi", "@task(requests=Resources(('1'), mem=\"1Gi\",))"),
        (
            "A = {'retries': 1}\n@task(**A)",
            "interruptible",
            "true",
            "A = {'retries': 1}\n@task(interruptible=True, **A)",
        ),
        // values
        ("@task(interruptible=True)", "interruptible", "false", "@task(interruptible=False)"),
        ("@task(container_image='a' 'b')", "container_image", "c\"d\\e", "@task(container_image=\"c\\\"d\\\\e\")"),
        ("A = 'a'\n@task(container_image=A)", "container_image", "b", "A = \"b\"\n@task(container_image=A)"),
        ("A = 'a'\n@task(container_image=A + ':1')", "container_image", "b", "A = 'a'\n@task(container_image=\"b\")"),
        ("A = 'a'\n@task(container_image=f'{A}:1')", "container_image", "b", "A = 'a'\n@task(container_image=\"b\")"),
        (
            "import os\n@task(container_image=os.uname())",
            "container_image",
            "b",
            "import os\n@task(container_image=\"b\")",
        ),
        ("@task(limits=Resources(cpu=-1))", "limits/cpu", "2", "@task(limits=Resources(cpu=2))"),
        ("@task(interruptible=None)", "interruptible", "-", "@task(interruptible=None)"),
        ("@task(interruptible=not 1)", "interruptible", "-", "@task(interruptible=None)"),
        // dicts
        ("@task(labels={'a': 'b'})", "labels/c", "d", "@task(labels={'a': 'b', \"c\": \"d\"})"),
        ("@task(labels={\n 'a': 'b',  # x\n})", "labels/c", "d", "@task(labels={\n 'a': 'b',\n \"c\": \"d\",  # x\n})"),
        ("@task(labels={})", "labels/c", "d", "@task(labels={\"c\": \"d\"})"),
        ("@task(labels=dict(a='b'))", "labels/c", "d", "@task(labels=dict(c=\"d\", a='b'))"),
        ("@task(labels=dict(a='b'))", "labels/c.d", "e", "! `c.d` is no argument there"),
        ("@task(labels={'a': 'b', 'c': 'd'})", "labels/a", "-", "@task(labels={'c': 'd'})"),
        ("@task(labels={'a': 'b', 'c': 'd'})", "labels/c", "-", "@task(labels={'a': 'b'})"),
        ("@task(labels={'a': 'b', })", "labels/a", "-", "@task(labels={ })"),
        ("@task(labels={'a': 'ü'})", "labels/c", "é", "@task(labels={'a': 'ü', \"c\": \"é\"})"),
        // templates
        ("@task", "pod_template/labels/a", "b", "@task(pod_template=PodTemplate(labels={\"a\": \"b\"}))"),
        (
            "P = PodTemplate(pod_spec=V1PodSpec(containers=[]))\n@task(pod_template=P)",
            "pod_template/pod_spec/hostIPC",
            "true",
            "P = PodTemplate(pod_spec=V1PodSpec(host_ipc=True, containers=[]))\n@task(pod_template=P)",
        ),
        (
            "P = PodTemplate(pod_spec=V1PodSpec(containers=[]))\n@task(pod_template=P)",
            "pod_template/pod_spec/containers/+",
            "{name: x, volumeMounts: [{mountPath: /a}]}",
            "from flytekit import task, PodTemplate, Resources\nfrom kubernetes.client import V1VolumeMount\nfrom \
             kubernetes.client import V1PodSpec, V1Container\nP = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(\
             name=\"x\", volume_mounts=[V1VolumeMount(mount_path=\"/a\")])]))\n@task(pod_template=P)",
        ),
        (
            "import kubernetes.client as k\nS = k.V1PodSpec(containers=[(V1Container(name='a')),])\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/securityContext",
            "{runAsUser: 5}",
            "import kubernetes.client as k\nS = k.V1PodSpec(security_context=k.V1PodSecurityContext(run_as_user=5), \
             containers=[(V1Container(name='a')),])\n@task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[(V1Container(name='a')),])\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/containers/+",
            "{name: b}",
            "S = V1PodSpec(containers=[(V1Container(name='a')), V1Container(name=\"b\"),])\n@task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[])\nS.host_ipc = not False\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/hostIPC",
            "false",
            "S = V1PodSpec(containers=[])\nS.host_ipc = False\n@task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[], node_selector={'a': 'b'}, tolerations=[{'key': 'x'}])\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/tolerations/0/tolerationSeconds",
            "5",
            "S = V1PodSpec(containers=[], node_selector={'a': 'b'}, tolerations=[{'key': 'x', \"tolerationSeconds\": 5}])\n\
             @task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[], tolerations=[{'key': k} for k in ('x',)])\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/tolerations/+",
            "{key: z}",
            "from flytekit import task, PodTemplate, Resources\nfrom kubernetes.client import V1Toleration\nfrom kubernetes.client \
             import V1PodSpec, V1Container\nS = V1PodSpec(containers=[], tolerations=[{'key': k} for k in ('x',)] + \
             [V1Toleration(key=\"z\")])\n@task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[V1Container(name='a', args=list('x'))])\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/containers/0/args/+",
            "z",
            "S = V1PodSpec(containers=[V1Container(name='a', args=list('x') + [\"z\"])])\n@task(pod_template=PodTemplate(pod_spec=S))",
        ),
        (
            "S = V1PodSpec(containers=[], node_selector={k: 'b' for k in ('a',)})\n@task(pod_template=PodTemplate(pod_spec=S))",
            "pod_template/pod_spec/nodeSelector/z",
            "y",
            "! `{k: 'b' for k in ('a',)}` does not write out what it makes",
        ),
    ] {
        assert_eq!(edited(text, path, to), want, "{text}\n{path}");
    }
}
