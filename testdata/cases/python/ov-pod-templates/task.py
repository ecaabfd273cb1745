from flytekit import ContainerTask, PodTemplate, Resources, dynamic, kwtypes, task, workflow
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1ResourceRequirements, V1Toleration

GPU = PodTemplate(
    primary_container_name="work",
    labels={"a": "b"},
    pod_spec=V1PodSpec(
        containers=[
            V1Container(name="work", image="work:1", command=["lost"], env=[V1EnvVar(name="T", value="1")], resources=V1ResourceRequirements(limits={"x/y": 1})),
            V1Container(name="side", image="{{.image.default.fqn}}:side"),
            V1Container(name="bare"),
        ],
        tolerations=[V1Toleration(key="k", operator="Exists", toleration_seconds=30)],
    ),
)


@task(environment={"A": "1"}, container_image="own:1", resources=Resources(cpu=("1", "2"), mem="1Gi"))
def plain() -> int:
    return 1


@task(pod_template=PodTemplate(primary_container_name="other", labels={"lost": "1"}), pod_template_name="named")
def templated() -> int:
    return 1


@dynamic
def dyn() -> int:
    return 1


raw = ContainerTask(
    name="raw", image="raw:1", command=["a", "b"], arguments=["c"], environment={"R": "1"}, requests=Resources(cpu="1"), inputs=kwtypes(x=int),
    input_data_dir="/in", output_data_dir="/out",
)


@workflow
def wf():
    plain().with_overrides(pod_template=GPU)
    templated().with_overrides(pod_template=GPU, pod_template_name="no-effect")
    templated().with_overrides(pod_template=PodTemplate())
    dyn().with_overrides(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary")])), container_image="i:1")
    raw(x=1).with_overrides(pod_template=GPU, container_image="r:1")
    raw(x=2).with_overrides(pod_template=PodTemplate(labels={}, annotations={"x": ""}))
