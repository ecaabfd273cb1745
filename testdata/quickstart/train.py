"""The same task as train.yaml, as its author writes it in Python."""

import os

from flytekit import PodTemplate, Resources, task, workflow
from kubernetes.client import V1Container, V1PodSpec, V1Toleration

VERSION = 4

SPOT = PodTemplate(
    labels={"team": "ranking"},
    pod_spec=V1PodSpec(
        host_network=False,
        containers=[V1Container(name="primary")],
        tolerations=[V1Toleration(key=key, operator="Exists") for key in ("dedicated", "spot")],
    ),
)


@task(container_image=f"ghcr.io/ranking/train:v{VERSION}", requests=Resources(cpu="2", mem="8Gi"), pod_template=SPOT)
def train(day: str) -> str:
    return day


@task(container_image=os.environ["SCORE_IMAGE"])
def score(model: str) -> float:
    return 1.0


@workflow
def nightly(day: str) -> float:
    model = train(day=day).with_overrides(requests=Resources(cpu="6", mem="24Gi"))
    return score(model=model)
