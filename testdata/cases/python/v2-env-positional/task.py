import flyte
from kubernetes.client import V1Container, V1PodSpec

a = flyte.TaskEnvironment("pos-a", [], "a-template", "describes", "key-a", {"A": "1"}, flyte.Resources(1, "1Gi"), True, "img:a", (), "sa-a")
b = flyte.TaskEnvironment("pos-b", [a], flyte.PodTemplate(V1PodSpec(containers=[V1Container(name="main")]), "main", {"l": "1"}, {"an": "2"}))


@a.task
async def one() -> int:
    return 1


@b.task
def two() -> int:
    return 1
