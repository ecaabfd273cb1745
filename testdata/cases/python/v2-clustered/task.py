import flyte
from flyte.clustered import ClusteredTaskEnvironment, JaxRun, TorchRun
from kubernetes.client import V1Container, V1PodSpec

torch = ClusteredTaskEnvironment(name="torch", image="img:1", replicas=2, nproc_per_node=4, resources=flyte.Resources(gpu="A100:4"))
jax = ClusteredTaskEnvironment("jax", image="img:1", replicas=2, nproc_per_node=1, runtime=JaxRun(), env_vars={"A": "1"})
pods = ClusteredTaskEnvironment(name="pods", image="img:1", replicas=2, nproc_per_node=1, runtime=TorchRun(max_restarts=3), pod_template=flyte.PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary")])))


@torch.task
async def t_torch() -> int:
    return 1


@jax.task(interruptible=True)
def t_jax() -> int:
    return 1


@pods.task
def t_pods() -> int:
    return 1
