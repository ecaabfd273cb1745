from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

n = 0
names = []
while n < 3:
    names.append(f"w{n}")
    n += 1
else:
    names.append("done")
k = 10
while True:
    k -= 1
    if k == 5:
        break
    if k % 2:
        continue
    names.append(str(k))

@task(environment={"N": ",".join(names), "K": str(k), "n": str(n)})
def a() -> int:
    return 1
