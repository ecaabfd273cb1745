"""Templates by name in a dict, picked by key, changed by helpers."""
from __future__ import annotations

import copy
from typing import Any, Dict, Optional

from flytekit import PodTemplate, Resources, task, workflow
from kubernetes.client import (
    V1Affinity,
    V1Container,
    V1EnvFromSource,
    V1EnvVar,
    V1NodeAffinity,
    V1NodeSelector,
    V1NodeSelectorRequirement,
    V1NodeSelectorTerm,
    V1PodSpec,
    V1SecretEnvSource,
    V1Toleration,
    V1Volume,
    V1VolumeMount,
)

GPU_KINDS = ("a100", "h100")
NODE_POOLS: Dict[str, Dict[str, Any]] = {
    "cpu": {"selector": {"pool": "cpu"}, "tolerations": []},
    **{f"gpu-{k}": {"selector": {"pool": "gpu", "gpu": k}, "tolerations": [("gpu", k)]} for k in GPU_KINDS},
}


def toleration(key: str, value: Optional[str] = None) -> V1Toleration:
    if value is None:
        return V1Toleration(key=key, operator="Exists")
    return V1Toleration(key=key, operator="Equal", value=value, effect="NoSchedule")


def pool_template(pool: str, *, shm: bool = False, env: dict | None = None) -> PodTemplate:
    conf = NODE_POOLS[pool]
    container = V1Container(name="primary", env=[V1EnvVar(name=k, value=v) for k, v in sorted((env or {}).items())] or None)
    spec = V1PodSpec(
        containers=[container],
        node_selector=conf["selector"],
        tolerations=[toleration(*t) for t in conf["tolerations"]] + [toleration("batch")],
    )
    if shm:
        spec.volumes = [V1Volume(name="shm", empty_dir={"medium": "Memory"})]
        container.volume_mounts = [V1VolumeMount(name="shm", mount_path="/dev/shm")]
    return PodTemplate(pod_spec=spec, labels={"pool": pool})


TEMPLATES = {name: pool_template(name, shm=name.startswith("gpu")) for name in NODE_POOLS}


@task(pod_template=TEMPLATES["cpu"], requests=Resources(cpu="1"))
def prepare(day: str) -> str:
    return day


@task(pod_template=TEMPLATES[f"gpu-{GPU_KINDS[0]}"], requests=Resources(gpu="1"))
def train(day: str) -> str:
    return day


debug = copy.deepcopy(TEMPLATES["cpu"])
debug.pod_spec.containers[0].env = [V1EnvVar(name="DEBUG", value="1")]
debug.labels["debug"] = "true"


@task(pod_template=debug)
def inspect(day: str) -> str:
    return day


@task(pod_template=pool_template("gpu-h100", env={"B": "2", "A": "1"}))
def evaluate(day: str) -> str:
    return day


@workflow
def wf(day: str) -> str:
    return evaluate(day=train(day=prepare(day=day)))
