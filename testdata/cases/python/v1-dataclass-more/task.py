import dataclasses
from dataclasses import dataclass, field, asdict

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration



@dataclass
class Limits:
    cpu: str
    mem: str = "1Gi"

    def resources(self) -> Resources:
        return Resources(cpu=self.cpu, mem=self.mem)

    @classmethod
    def small(cls):
        return cls("1")

    @staticmethod
    def default():
        return Limits("2", "2Gi")

    def __post_init__(self):
        self.label = f"{self.cpu}-{self.mem}"


@dataclass
class Job:
    name: str
    limits: Limits = field(default_factory=Limits.small)
    env: dict = field(default_factory=dict)
    tags: list = field(default_factory=list, repr=False)


J = Job("j")
K = Job(name="k", limits=Limits.default(), env={"A": "1"})
J.tags.append("t")
L = dataclasses.replace(K.limits, cpu="9") if False else Limits("9")

@task(requests=J.limits.resources(), labels={"l": J.limits.label, "t": ",".join(J.tags)})
def a() -> int:
    return 1


@task(requests=K.limits.resources(), environment=K.env)
def b() -> int:
    return 1


@task(requests=L.resources(), environment={"N": K.name, "T": str(K.tags)})
def c() -> int:
    return 1


@task(environment={"EQ": str(Limits("1") == Limits("1")), "D": str(asdict(L)), "R": repr(L)})  # undecidable orExact: task.d
def d() -> int:
    return 1
