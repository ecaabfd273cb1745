from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

n, f, s = 42, 3.14159, "ab"
w = 8

@task(environment={"A": f"{n:05d}", "B": f"{n:>6}", "C": f"{n:<6}|", "D": f"{n:^6}|", "E": f"{n:x}", "F": f"{n:#x}", "G": f"{n:b}", "H": f"{n:o}", "I": f"{n:X}"})
def a() -> int:
    return 1


@task(environment={"A": f"{f:.2f}", "B": f"{f:8.3f}", "C": f"{f:e}", "D": f"{f:g}", "E": f"{f:.0f}", "F": f"{f:%}", "G": f"{f:.1%}", "H": f"{1e20:g}", "I": f"{1234567:,}", "J": f"{1234567.891:,.2f}", "K": f"{1234567:_}"})
def b() -> int:
    return 1


@task(environment={"A": f"{s:>{w}}", "B": f"{s!r:>8}", "C": f"{s:*^10}", "D": f"{s!s}", "E": f"{s:.1}", "F": f"{s=}", "G": f"{n = }", "H": f"{n=:04d}", "I": f"{s!a}", "J": f"{'é'!a}", "K": f"{'q' if n else 'z'}"})
def c() -> int:
    return 1


@task(environment={"A": f"{n:+d}", "B": f"{-n: d}", "C": f"{n: d}", "D": f"{True}", "E": f"{None}", "F": f"{True:d}", "G": f"{[1, 'a']}", "H": f"{ {'k': 1} }", "I": f"{(1,)}", "J": f"{n:c}"})
def d() -> int:
    return 1


@task(environment={"A": f"{f}", "B": f"{1.0}", "C": f"{1e16}", "D": f"{1e-5}", "E": f"{0.1 + 0.2}", "F": f"{100000.0 * 10}", "G": f"{1/3}", "H": f"{2**0.5:.4}", "I": f"{10 / 2}", "J": f"{7 // 2.0}", "K": f"{1e22}", "L": f"{123456789012345680.0}"})
def e() -> int:
    return 1
