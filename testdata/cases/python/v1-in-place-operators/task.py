from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

A = {"a": "1"}
B = A
A |= {"b": "2"}
L = [1]
M = L
L += [2]
L *= 2
S = "x"
S += "y"
T = (1,)
U = T
T += (2,)
N = 10
N //= 3
N **= 2
N -= 1
N %= 5
F = 1
F /= 4
K = 6
K <<= 2
K |= 1
K &= 0b11111
K ^= 3

@task(environment=B)
def a() -> int:
    return 1


@task(environment={"M": str(M), "S": S, "T": str(T), "U": str(U), "N": str(N), "F": str(F), "K": str(K)})
def b() -> int:
    return 1
