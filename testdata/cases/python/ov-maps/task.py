import functools
from typing import List

from flytekit import PodTemplate, Resources, map_task, task, workflow
from kubernetes.client import V1Container, V1PodSpec


@task(container_image="own:1", environment={"A": "1"}, requests=Resources(cpu="1"))
def square(x: int) -> int:
    return x * x


@task(pod_template=PodTemplate(labels={"own": "1"}), interruptible=True)
def in_pod(x: int, by: int) -> int:
    return x


squares = map_task(square, concurrency=2)


@workflow
def wf(xs: List[int] = [1, 2]) -> List[int]:
    a = map_task(square)(x=xs).with_overrides(requests=Resources(cpu="2", mem="1Gi"), container_image="m:1")
    b = squares(x=a).with_overrides(
        pod_template=PodTemplate(primary_container_name="main", pod_spec=V1PodSpec(containers=[V1Container(name="side", image="s:1")], priority=3))
    )
    c = map_task(functools.partial(in_pod, by=3))(x=b).with_overrides(pod_template=PodTemplate(annotations={"k": "v"}), node_name="named_Map")
    return squares(x=c).with_overrides(limits=Resources(gpu="1"))
