import copy

import flyte
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

BASE = flyte.PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", env=[])]), labels={"a": "1"})
DEEP = copy.deepcopy(BASE)
SHALLOW = copy.copy(BASE)
a = flyte.TaskEnvironment("a", image="img:1", pod_template=BASE)


@a.task
async def ta() -> int:
    return 1


@a.task(pod_template=DEEP)
async def tb() -> int:
    return 1


@a.task(pod_template=SHALLOW)
async def tc() -> int:
    return 1


BASE.pod_spec.containers[0].env.append(V1EnvVar(name="LATE", value="1"))
BASE.labels = {"a": "2"}
BASE.labels["b"] = "3"
SHALLOW.labels["c"] = "4"
BASE.pod_spec.tolerations = (BASE.pod_spec.tolerations or []) + [V1Toleration(key="gpu", operator="Exists")]
DEEP.primary_container_name = "primary"
DEEP.pod_spec.containers.insert(0, V1Container(name="first", image="f:1"))
