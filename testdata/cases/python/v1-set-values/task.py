from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

TEAMS = {"b", "a", "c", "a"}
ALLOWED = frozenset(["x", "y"])
PT = PodTemplate(
    labels={f"team-{t}": "1" for t in sorted(TEAMS)},
    annotations={"n": str(len(TEAMS)), "in": str("a" in TEAMS), "x": "yes" if "x" in ALLOWED else "no"},
)

@task(pod_template=PT)
def a() -> int:
    return 1


@task(environment={"UNION": ",".join(sorted(TEAMS | {"z"})), "MINUS": ",".join(sorted(TEAMS - {"a"})), "AND": str(sorted(TEAMS & {"a", "q"}))})
def b() -> int:
    return 1


@task(environment={"MAX": max(TEAMS), "MIN": min(TEAMS), "SUB": str({"a"} <= TEAMS)})
def c() -> int:
    return 1
