import lib
from flytekit import PodTemplate, Resources, task, workflow
from lib import imported, sub


@task
def own(x: int = 1) -> int:
    return x


@workflow
def wf() -> int:
    a = imported().with_overrides(container_image="a:1", pod_template=PodTemplate(labels={"x": "y"}))
    b = sub().with_overrides(container_image="ignored:1")
    c = lib.chain(own, b)
    lib.imported(x=a).with_overrides(requests=lib.BIG)
    return own(x=c).with_overrides(limits=lib.BIG)
