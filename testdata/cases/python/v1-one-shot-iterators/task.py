from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

G = (x for x in ["a", "b"])
FIRST = list(G)
SECOND = list(G)
Z = zip(["k"], ["v"])
D1 = dict(Z)
D2 = dict(Z)
M = map(str, [1, 2])
A = ",".join(M)
B = ",".join(M)
E = enumerate(["x"])
for i, x in E:
    pass
LEFT = list(E)
F = filter(None, ["", "q"])
Q = [*F]
P = [*F]
R = reversed([1, 2])
S = list(R) + list(R)
N = range(2)
T = list(N) + list(N)

@task(environment={"F": str(FIRST), "S": str(SECOND), "D1": str(D1), "D2": str(D2), "A": A, "B": B})
def a() -> int:
    return 1


@task(environment={"L": str(LEFT), "Q": str(Q), "P": str(P), "S": str(S), "T": str(T)})
def b() -> int:
    return 1
