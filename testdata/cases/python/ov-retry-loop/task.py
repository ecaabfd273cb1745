"""Nodes kept in dicts, overridden later, in other functions."""
from flytekit import PodTemplate, Resources, task, workflow
from kubernetes.client import V1Container, V1PodSpec, V1Toleration

SPOT = V1Toleration(key="spot", operator="Exists")
PLAN = [
    {"name": "extract", "image": "etl:1", "resources": Resources(cpu="1")},
    {"name": "train", "image": "gpu:1", "resources": Resources(cpu=("2", "4"), gpu="1"), "spot": True},
    {"name": "report"},
]


@task
def step(x: int = 0) -> int:
    return x


def template(spot=False):
    spec = V1PodSpec(containers=[V1Container(name="primary")])
    if spot:
        spec.tolerations = [SPOT]
    return PodTemplate(pod_spec=spec, labels={"spot": str(spot).lower()})


def override(nodes, plan):
    for entry in plan:
        node = nodes[entry["name"]]
        node.with_overrides(node_name=entry["name"], pod_template=template(entry.get("spot", False)))
        if "resources" in entry:
            node.with_overrides(resources=entry["resources"])
        image = entry.get("image")
        if image:
            node.with_overrides(container_image=image)


@workflow
def pipeline() -> int:
    nodes = {}
    last = 0
    for entry in PLAN:
        last = step(x=last)
        nodes[entry["name"]] = last
    override(nodes, PLAN)
    return last
