import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

BASE = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary")], tolerations=[]))
OTHER = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary")], tolerations=[]))
if os.getenv("SPOT"):  # undecidable: task.a
    BASE.pod_spec.tolerations.append(V1Toleration(key="spot"))

@task(pod_template=BASE)
def a() -> int:
    return 1


@task(pod_template=OTHER)
def b() -> int:
    return 1
