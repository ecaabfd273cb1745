import flyte
from flyte import PodTemplate, Resources
from kubernetes.client import V1Container, V1PodSpec, V1ResourceRequirements

FULL = PodTemplate(
    primary_container_name="primary",
    pod_spec=V1PodSpec(
        containers=[
            V1Container(
                name="primary",
                resources=V1ResourceRequirements(
                    claims=[{"name": "device"}],
                    limits={"memory": "1Gi", "example.com/dongle": "1"},
                    requests={"cpu": "500m"},
                ),
            )
        ]
    ),
)
env = flyte.TaskEnvironment(name="old", image="img:1", resources=Resources(cpu="2", memory=("1Gi", "4Gi")))


@env.task
def plain() -> int:
    return 1


@env.task(pod_template=FULL)
def templated() -> int:
    return 1


@env.task(pod_template=PodTemplate(labels={"queue": "a"}))
def labelled() -> int:
    return 1


@env.task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[], host_network=True)))
def empty() -> int:
    return 1
