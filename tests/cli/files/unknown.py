import os
import yaml
from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration, V1ResourceRequirements

IMAGE = os.environ["SCORE_IMAGE"]
CONF = yaml.safe_load(open("conf.yaml"))

template = PodTemplate(
    primary_container_name="primary",
    labels={"team": CONF["team"], "fixed": "yes"},
    pod_spec=V1PodSpec(
        host_network=os.getenv("NET") == "host",
        node_selector=CONF["selector"],
        tolerations=[V1Toleration(key=CONF["key"], operator="Exists"), CONF["more"]],
        containers=[V1Container(name="primary", env=[V1EnvVar(name="A", value=f"x-{IMAGE}")],
            resources=V1ResourceRequirements(limits={"cpu": CONF["cpu"], "memory": "1Gi"}))],
    ),
)


@task(container_image=IMAGE, requests=Resources(cpu=CONF["cpu"], mem="2Gi"), pod_template=template, environment={"B": IMAGE, "C": "c"})
def score() -> int:
    return 1

if CONF["debug"]:
    @task
    def debug() -> int:
        return 1

@task(pod_template=CONF["template"], container_image="x:1")
def other():
    pass
