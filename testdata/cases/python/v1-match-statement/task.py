from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

SIZE = "large"
match SIZE:
    case "small":
        CPU = "1"
    case "medium" | "large":
        CPU = "8"
    case _:
        CPU = "2"
match ("gpu", 2):
    case ("cpu", n):
        WHAT = f"cpu{n}"
    case ("gpu", n) if n > 5:
        WHAT = "many"
    case ("gpu", n):
        WHAT = f"gpu{n}"
match {"kind": "x", "v": 1}:
    case {"kind": "x", "v": v}:
        V = str(v)

@task(requests=Resources(cpu=CPU))
def a() -> int:
    return 1


@task(environment={"WHAT": WHAT, "V": V})
def b() -> int:
    return 1
