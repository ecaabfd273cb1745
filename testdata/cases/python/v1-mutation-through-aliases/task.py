from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

LABELS = {"a": "1"}
ALIAS = LABELS
ALIAS["b"] = "2"
PT = PodTemplate(labels=LABELS)
LABELS["c"] = "3"
CONTAINERS = [V1Container(name="primary")]
SPEC = V1PodSpec(containers=CONTAINERS)
PT2 = PodTemplate(pod_spec=SPEC)
CONTAINERS.append(V1Container(name="late", image="l:1"))
SPEC.containers[0].env = [V1EnvVar(name="A", value="1")]
for c in SPEC.containers:
    c.image_pull_policy = "Always"
x = SPEC.containers[1]
x.image = "changed:1"

@task(pod_template=PT)
def a() -> int:
    return 1


@task(pod_template=PT2)
def b() -> int:
    return 1

LABELS["after"] = "task"

@task(labels=LABELS)
def c() -> int:
    return 1

LABELS.pop("a")
