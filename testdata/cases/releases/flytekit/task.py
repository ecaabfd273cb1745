from flytekit import PodTemplate, Resources, Secret, task
from kubernetes.client import V1Container, V1PodSpec


@task(container_image="{{.image.default.fqn}}:{{.image.default.version}}")
def digest() -> int:
    return 1


@task(container_image="{{.image.my-gpu.fqn}}:1")
def dash() -> int:
    return 1


@task(container_image="x:1", requests=Resources(cpu="1"), pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", args=["a"])])))
def pod() -> int:
    return 1
