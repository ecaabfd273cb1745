"""A small builder with a fluent interface."""
from flytekit import PodTemplate, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration, V1Volume, V1VolumeMount, V1HostPathVolumeSource


class PodBuilder:
    def __init__(self, name="primary"):
        self._name = name
        self._env = {}
        self._volumes = []
        self._mounts = []
        self._tolerations = None

    def env(self, **values):
        self._env.update(values)
        return self

    def host_path(self, name, path, mount=None):
        self._volumes.append(V1Volume(name=name, host_path=V1HostPathVolumeSource(path=path)))
        self._mounts.append(V1VolumeMount(name=name, mount_path=mount or path))
        return self

    def tolerate(self, *keys):
        self._tolerations = [*(self._tolerations or []), *(V1Toleration(key=k, operator="Exists") for k in keys)]
        return self

    def build(self, **labels):
        return PodTemplate(
            primary_container_name=self._name,
            labels=labels or None,
            pod_spec=V1PodSpec(
                containers=[V1Container(name=self._name, env=[V1EnvVar(name=n, value=v) for n, v in self._env.items()], volume_mounts=self._mounts)],
                volumes=self._volumes,
                tolerations=self._tolerations,
            ),
        )


@task(pod_template=PodBuilder().env(A="1").host_path("d", "/data").tolerate("x", "y").build(app="one"))
def one() -> int:
    return 1


b = PodBuilder("main").env(B="2")


@task(pod_template=b.build())
def two() -> int:
    return 1


@task(pod_template=b.env(C="3").host_path("e", "/e", mount="/mnt/e").build(app="three"))
def three() -> int:
    return 1
