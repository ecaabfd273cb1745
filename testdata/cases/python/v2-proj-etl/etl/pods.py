from flyte import PodTemplate
from kubernetes.client import V1Container, V1ContainerPort, V1PodSpec


def sidecar_template(name, image, *, port=None, **container_kwargs):
    ports = [V1ContainerPort(container_port=port, name=name[:15])] if port else None
    sidecar = V1Container(name=name, image=image, ports=ports, restart_policy="Always", **container_kwargs)
    return PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary")], init_containers=[sidecar]), annotations={"sidecar.istio.io/inject": "false"})
