from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

try:
    TAG = {"a": "1"}["b"]
except KeyError:
    TAG = "fallback"
try:
    N = int("x1")
except ValueError:
    N = 7
else:
    N = 8
finally:
    DONE = "yes"
try:
    raise RuntimeError("no")
    W = "unreachable"
except RuntimeError as e:
    W = "handled"

@task(environment={"TAG": TAG, "N": str(N), "D": DONE, "W": W})  # undecidable orExact: task.a; exceptions
def a() -> int:
    return 1
