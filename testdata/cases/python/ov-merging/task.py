"""Several calls on one node: each sets accelerator and shared memory anew; the rest adds up."""
from flytekit import PodTemplate, Resources, task, workflow
from flytekit.extras.accelerators import A100, L4, T4
from kubernetes.client import V1Container, V1PodSpec


@task
def t(x: int) -> int:
    return x


@workflow
def wf(x: int = 1) -> int:
    a = t(x=x)
    a.with_overrides(requests=Resources(cpu="1", mem="1Gi"), accelerator=T4, container_image="a:1")
    a.with_overrides(limits=Resources(cpu="2"))
    b = t(x=a).with_overrides(accelerator=A100.partition_1g_5gb).with_overrides(shared_memory="1Gi")
    c = t(x=b).with_overrides(accelerator=L4, shared_memory=True)
    c.with_overrides(interruptible=True)
    d = t(x=c).with_overrides(pod_template=PodTemplate(labels={"a": "1"}))
    d.with_overrides(pod_template=PodTemplate(annotations={"b": "2"}, pod_spec=V1PodSpec(host_network=True, containers=[V1Container(name="s")])))
    d.with_overrides(name="renamed")
    e = t(x=d).with_overrides(container_image="e:1")
    e.with_overrides(container_image="")
    f = t(x=e).with_overrides(requests=Resources(cpu="1"))
    f.with_overrides(requests=Resources())
    g = t(x=f).with_overrides(resources=Resources(cpu=("1", "2"), mem="1Gi", ephemeral_storage=["1Gi", "2Gi"], gpu=1))
    return g
