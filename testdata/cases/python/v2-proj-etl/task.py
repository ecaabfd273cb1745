import flyte
from flyte import PodTemplate, Resources, Secret, TaskEnvironment

from etl.config import DEFAULTS, ENVIRONMENTS, Stage
from etl.pods import sidecar_template

ENVS = {stage: TaskEnvironment(name=f"etl-{stage}", **{**DEFAULTS, **ENVIRONMENTS.get(stage, {})}) for stage in Stage.ALL}
extract_env, transform_env, load_env = (ENVS[s] for s in Stage.ALL)
load_env.pod_template = sidecar_template("cloudsql-proxy", "gcr.io/cloudsql-docker/gce-proxy:1.33", port=5432)


@extract_env.task
async def extract(day: str) -> list[str]:
    return [day]


@transform_env.task
async def transform(rows: list[str]) -> list[str]:
    return rows


@load_env.task(service_account="etl-writer")
async def load(rows: list[str]) -> int:
    return len(rows)
