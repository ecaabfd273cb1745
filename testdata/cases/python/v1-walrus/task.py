from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

if (n := len("abc")) > 2:
    LABEL = f"n{n}"
VALUES = [y := 5, y * 2]
SQ = [last := x * x for x in range(4)]

@task(environment={"L": LABEL, "V": str(VALUES), "LAST": str(last), "S": str(SQ)})
def a() -> int:
    return 1


@task(environment={"W": (w := "in-call"), "W2": w})
def b() -> int:
    return 1
