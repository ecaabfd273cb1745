from flytekit import task
import config
from config import Settings, settings
from config.pods import *

config.DEFAULTS["extra"] = "set-by-task"
settings.level = "trace"
config.LEVELS += ["late"]


@task(environment={"LEVEL": settings.level, "NAME": Settings.name, **config.DEFAULTS, "L": ",".join(config.LEVELS)}, pod_template=gpu_pod())
def a() -> int:
    return 1


@task(pod_template=CPU)
def b() -> int:
    return 1
