//! What is said about bad inputs: one snapshot of all messages.

use super::*;

/// A version and a text.
type Bad = (&'static str, &'static str);

const INPUTS: &[Bad] = &[
    // no task at all
    ("1.16.8", ""),
    ("1.16.8", "# nothing\n---\n"),
    ("1.16.8", "just text\n"),
    ("1.16.8", "- name: a.b\n"),
    ("1.16.8", "foo: 1\nbar: 2\n"),
    ("1.16.8", "pod_templte:\n  pod_spec: {}\n"),
    ("1.16.8", "{}\n"),
    ("1.16.8", "apiVersion: v1\nkind: PodTemplate\ntemplate: {}\n"),
    ("1.16.8", "apiVersion: v1\nkind: Service\n"),
    // TaskTemplate
    ("1.16.8", "id: {name: t}\ntyp: python-task\ncontainer:\n  image: i\n  arg: [a]\n  Command: [b]\n"),
    ("1.16.8", "id: {name: t}\nk8s_pod: {}\nk8sPod: {}\n"),
    ("1.16.8", "id: {name: t}\ncontainer: {image: i}\nk8sPod: {podSpec: {}}\n"),
    ("1.16.8", "{\"id\": {\"name\": \"t\", \"version\": 3}, \"config\": {\"a\": 1, \"b\": true, \"c\": null}}"),
    ("1.16.8", "id: {name: [t]}\ntype: {}\nmetadata: []\ninterface: 5\nconfig: {a: [1]}\n"),
    (
        "1.16.8",
        "type: t\ntaskTypeVersion: 1.5\nmetadata: {interruptible: 'true', retries: {retries: -1}, timeout: 90}\n",
    ),
    ("1.16.8", "type: t\ntaskTypeVersion: 3000000000\nmetadata: {timeout: 1h, discoverable: 1}\n"),
    ("1.16.8", "type: t\nid: {resourceType: TSK}\ncontainer: {resources: {requests: [{name: MEM, value: 1}]}}\n"),
    (
        "1.16.8",
        "type: t\nsecurityContext: {secrets: {key: k}}\nextendedResources: {gpuAccelerator: {deviceClass: [1]}}\n",
    ),
    ("1.16.8", "type: t\nk8sPod: {podSpec: [], metadata: {labels: {a: {}}}}\ncustom: text\n"),
    ("1.16.8", "type: t\ncontainer: {args: [a, null, [b]], env: [{key: A, vale: b}, null]}\n"),
    ("1.16.8", "type: t\nextendedResources: {gpuAccelerator: {unpartitioned: true, partitionSize: 1g.5gb}}\n"),
    ("1.16.8", "template: {type: t}\nshort_nam: x\n"),
    // authoring form: names and shapes
    ("1.16.8", "name: a.b\ncontainer_imge: i\npodTemplate: {}\nrequest: {cpu: 1}\n"),
    ("1.16.8", "name: a.b\nimage: i\ncontainer_image: j\n"),
    ("1.16.8", "name: a.b\nsdk: flytkit\n"),
    ("1.16.8", "name: a.b\nsdk: union\n"),
    ("1.16.8", "name: [a]\ncontainer_image: {a: b}\ninterruptible: yes\nenvironment: [A]\nlabels: {a: [b], c: null}\n"),
    ("1.16.8", "tasks: {name: a.b}\nsdk: flyte\nimage: i\n"),
    ("1.16.8", "tasks:\n- a.b\n- name: c.d\n  nme: x\n"),
    ("1.16.8", "name: a.b\npod_template: base\n"),
    ("1.16.8", "name: a.b\npod_template:\n  spec: {}\n  podSpec: {}\n  primary_container: x\n  labels: [a]\n"),
    ("1.16.8", "name: a.b\npod_template: {primary_container_name: ''}\n"),
    // authoring form: the pod spec
    (
        "1.16.8",
        "name: a.b\npod_template:\n  pod_spec:\n    host_netwrk: true\n    hostNetwrok: true\n    host_network: true\n    \
         hostNetwork: false\n    containers:\n    - name: primary\n      envs: []\n      security_context: {run_as_usr: 1}\n      \
         volumeMounts: [{mount_path: /a, Name: x}]\n",
    ),
    (
        "1.16.8",
        "name: a.b\npod_template:\n  pod_spec:\n    containers: {name: primary}\n    volumes: {}\n    node_selector: [a]\n",
    ),
    (
        "1.16.8",
        "name: a.b\npod_template:\n  pod_spec:\n    containers: [a, {image: i}]\n    init_containers: [{image: i}]\n    affinity: []\n",
    ),
    ("1.16.8", "name: a.b\npod_template:\n  pod_spec:\n    containers: [{name: primary, env: A, resources: []}]\n"),
    ("1.16.8", "name: a.b\npod_template: {pod_spec: [a]}\n"),
    // authoring form: what flytekit refuses
    ("1.16.8", "name: a.b\nrequests: {cpu: [1, 2]}\nlimits: {mem: [1], nvidia.com/gpu: 1, cpus: 2}\n"),
    ("1.16.8", "name: a.b\nresources: {cpu: [1, 2, 3], memory: {a: 1}, mem: 1}\n"),
    ("1.16.8", "name: a.b\nresources: {cpu: 1}\nrequests: {cpu: 2}\n"),
    (
        "1.16.8",
        "name: a.b\nsecret_requests:\n- key: k\n- {group: g, env_var: my-token}\n- {group: g, mount_requirement: ENV}\n- text\n",
    ),
    ("1.16.8", "name: a.b\nsecret_requests: {group: g}\n"),
    ("1.16.8", "name: a.b\naccelerator: A100.partition_1g_6gb\n"),
    ("1.16.8", "name: a.b\naccelerator: B300X\n"),
    ("1.16.8", "name: a.b\naccelerator: {partition_size: 1g.5gb, unpartitioned: true, size: 1}\n"),
    ("1.16.8", "name: a.b\naccelerator: {device: d, partition_size: 1g.5gb, unpartitioned: true}\n"),
    ("1.16.8", "name: a.b\nshared_memory: {size: 1Gi}\n"),
    ("1.16.8", "name: a.b\nshared_memory: [1Gi]\n"),
    ("1.16.8", "name: a.b\ncontainer_image: '{{.image.gpu.fqn}}:{{.image.default.tag}}'\n"),
    ("1.16.8", "name: a.b\ncontainer_image: '{{.image.default.fqn}}:{{.image.default.tag}}'\n"),
    (
        "1.16.8",
        "name: raw\ncontainer: {command: echo, inputs: {x: intt, y: Image}, metadata_format: XML, file_input_layout: DIRECT}\n",
    ),
    ("1.16.8", "name: raw\ncontainer: [echo]\n"),
    // authoring form: what flyte refuses
    (
        "2.0.43",
        "name: e.f\nrequests: {cpu: 1}\nlimits: {cpu: 2}\naccelerator: T4\nlabels: {a: b}\nannotations: {a: b}\n",
    ),
    ("2.0.43", "name: e.f\npod_template: {labels: {a: b}}\npod_template_name: base\n"),
    ("2.0.43", "name: e.f\npod_template:\n  pod_spec:\n    containers: [{name: primry}]\n"),
    (
        "2.0.43",
        "name: e.f\npod_template:\n  primary_container_name: job\n  pod_spec:\n    containers: [{name: a}, {name: b}]\n",
    ),
    ("2.0.43", "name: e.f\nresources: {gpu: A100, cpu: -1, memory: [1, 2, 3], disk: [1, 2]}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: 'H10:1'}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: 'V5E:1'}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: [A100, 1]}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: -1}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: {device: A100, quantity: 0, partition: 9g.9gb}}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: {device: A1000, count: 1, quantity: two}}\n"),
    ("2.0.43", "name: e.f\nresources: {gpu: {quantity: 1}, ephemeral-storage: 1Gi}\n"),
    ("2.0.43", "name: e.f\nsecrets: [1password, {group: g}, {key: k, mount: /secrets}, {key: k, env_var: A}, [a]]\n"),
];

#[test]
fn messages() {
    let mut out = String::new();
    for (version, text) in INPUTS {
        let mut sources = Sources::new();
        let id = sources.add("t", *text);
        let found = match read(&sources, id, version) {
            Ok((tasks, _)) => panic!("{text}\n{tasks:#?}"),
            Err(found) => found,
        };
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|d| d.label.is_some()), "{found:#?}");
        assert!(found.iter().all(|d| d.help.is_some()), "{found:#?}");
        out += &format!("=== {version}\n{}\n---\n{}\n", text.trim_end(), listed(&sources, &found));
    }
    insta::assert_snapshot!("bad_inputs", out);
}

#[test]
fn what_has_no_effect_is_said() {
    let mut sources = Sources::new();
    let id = sources.add(
        "t",
        "name: raw\nimage: i\nservice_account: s\nlabels: {a: b}\naccelerator: T4\nshared_memory: true\n\
         container: {image: i, command: [a]}\n",
    );
    let (_, found) = read(&sources, id, "1.16.8").unwrap();
    insta::assert_snapshot!("without_effect", listed(&sources, &found));
    let id = sources.add("u", "pod_template: {pod_spec: {containers: [{name: primary, command: echo, args: 5}]}}\n");
    let (_, found) = read(&sources, id, "docs").unwrap();
    insta::assert_snapshot!("documented_notes", listed(&sources, &found));
}

#[test]
fn a_name_without_module_is_said() {
    let mut sources = Sources::new();
    let id = sources.add("t", "tasks: [{name: t1}, {name: e.t2, module: m}, {name: t3, pod_template: {}}]\n");
    let codes = |version| {
        let (_, found) = read(&sources, id, version).unwrap();
        found.iter().map(|d| (d.level, d.code, sources.place(d.label.as_ref().unwrap().span))).collect::<Vec<_>>()
    };
    let note = |at: &str| (crate::diagnostic::Level::Note, "task/no-module", at.to_owned());
    assert_eq!(codes("docs"), [note("t:1:16")]);
    assert_eq!(codes("2.0.43"), [note("t:1:16"), note("t:1:53")]);
}

/// Calls `f` with every variant of a tree in which one value is another one.
fn each_changed(value: &Json, f: &mut dyn FnMut(Json)) {
    for other in ["null", "5", "-1.5", "true", "\"\"", "\"x.y:z\"", "[]", "[null, [1]]", "{}", "{\"a\": {}}"] {
        f(serde_json::from_str(other).unwrap());
    }
    match value {
        Json::Object(map) => {
            for (key, inner) in map {
                let with = |new: Json| {
                    let mut map = map.clone();
                    map.insert(key.clone(), new);
                    Json::Object(map)
                };
                each_changed(inner, &mut |new| f(with(new)));
            }
        }
        Json::Array(items) => {
            for (i, inner) in items.iter().enumerate() {
                let with = |new: Json| {
                    let mut items = items.clone();
                    items[i] = new;
                    Json::Array(items)
                };
                each_changed(inner, &mut |new| f(with(new)));
            }
        }
        _ => {}
    }
}

/// Whatever stands somewhere: there is an answer, and an error stands at a place.
#[test]
fn any_value_anywhere_has_an_answer() {
    let mut read_so_far = 0;
    let mut check = |value: Json| {
        for version in ["docs", "1.16.8", "2.0.43"] {
            let mut sources = Sources::new();
            let id = sources.add("t", value.to_string());
            read_so_far += 1;
            if let Err(found) = read(&sources, id, version) {
                assert!(found.iter().all(|d| d.label.is_some() && d.help.is_some()), "{value}\n{found:#?}");
            }
        }
    };
    for name in ["v1-doc-compile-time", "v1-irregular-names", "v1-inline-client-alias"] {
        let path = testdata("cases/sdk/authoring").join(format!("{name}.yaml"));
        let mut sources = Sources::new();
        let id = sources.add("t", text(&path));
        let document = yaml::parse(&sources, id, Dialect::Core).unwrap().remove(0);
        each_changed(&json(&document.root), &mut check);
    }
    for name in ["v1_h2_container_pt", "v2_g10_reusable_pt", "v1_f_secrets", "v2_g7b_mig"] {
        let path = testdata("cases/sdk/samples").join(format!("{name}.tasktemplate.json"));
        each_changed(&json_file(&path), &mut check);
    }
    let all = serde_json::json!({
        "name": "a.b", "requests": {"cpu": "1"}, "environment": {"A": "1"}, "interruptible": true,
        "resources": {"cpu": ["1", "2"], "memory": "1Gi", "gpu": {"device": "A100", "quantity": 1, "partition": "1g.5gb"},
                      "shm": "auto"},
        "secrets": [{"key": "k", "group": "g"}], "accelerator": {"device": "d"}, "shared_memory": {"size_limit": "1Gi"},
        "labels": {"a": "b"}, "pod_template_name": "n", "service_account": "s",
        "container": {"image": "i", "command": ["a"], "inputs": {"x": "list[int]"}, "input_data_dir": "/in"},
    });
    each_changed(&all, &mut check);
    assert!(read_so_far > 5000, "{read_so_far}");
}
