from flyte import Resources, Secret


class Stage:
    EXTRACT = "extract"
    TRANSFORM = "transform"
    LOAD = "load"
    ALL = (EXTRACT, TRANSFORM, LOAD)


DEFAULTS = dict(image="ghcr.io/acme/etl:3", resources=Resources(cpu="500m", memory="512Mi"), env_vars={"TZ": "UTC"})
ENVIRONMENTS = {
    Stage.TRANSFORM: {"resources": Resources(cpu=4, memory="8Gi")},
    Stage.LOAD: {"secrets": [Secret("db-password", group="warehouse")], "interruptible": False},
}
