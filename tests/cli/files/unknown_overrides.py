import os

from flytekit import PodTemplate, Resources, task, workflow
from kubernetes.client import V1Container, V1PodSpec

IMAGE = os.environ["IMAGE"]


@task(container_image="a:1", requests=Resources(cpu="1"))
def fit() -> int:
    return 1


@workflow
def nightly() -> int:
    a = fit().with_overrides(container_image=IMAGE, requests=Resources(cpu=os.environ["CPUS"], mem="1Gi"))
    fit().with_overrides(
        pod_template=PodTemplate(
            labels={"pool": os.environ["POOL"]},
            pod_spec=V1PodSpec(host_network=True, containers=[V1Container(name="primary")]),
        )
    )
    return a
