from flytekit import TaskMetadata, PodTemplate, map_task, task, workflow
from kubernetes.client import V1Container, V1PodSpec


@task(pod_template=PodTemplate(labels={"a": "1"}, pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=["x"])])), pod_template_name="n", annotations={"k": "v"})
def one(x: int) -> int:
    return x


m1 = map_task(one, metadata=TaskMetadata(interruptible=True))
m2 = map_task(one, concurrency=3)
