from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

D = {"a": 1, "b": [10, 20]}

@task(environment={"A": "{}-{}".format("x", 3), "B": "{0}{1}{0}".format("a", "b"), "C": "{n:03d}".format(n=7), "D": "{d[a]}".format(d=D), "E": "{d[b][1]}".format(d=D), "F": "{{}}".format(), "G": "{:>{w}}".format("x", w=4), "H": "{!r}".format("q"), "I": "{a}/{b}".format(**D), "J": "{}".format(1.5), "K": "{:%}".format(0.5), "L": "{a}".format_map(D)})
def a() -> int:
    return 1
