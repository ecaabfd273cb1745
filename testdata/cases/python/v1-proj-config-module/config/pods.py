from flytekit import PodTemplate
from kubernetes.client import V1Container, V1PodSpec, V1Toleration

from . import DEFAULTS, LEVELS as _LEVELS

__all__ = ("CPU", "gpu_pod")
CPU = PodTemplate(labels={"kind": "cpu", "n": str(len(DEFAULTS))})


def gpu_pod(count=1):
    return PodTemplate(labels={"levels": "-".join(_LEVELS), "count": str(count)}, pod_spec=V1PodSpec(containers=[V1Container(name="primary")], tolerations=[V1Toleration(key="gpu")]))
