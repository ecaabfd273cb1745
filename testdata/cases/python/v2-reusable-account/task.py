import flyte

env = flyte.TaskEnvironment(name="env", image="img:1", service_account="a", reusable=flyte.ReusePolicy(replicas=2))


@env.task(service_account="b")
def t1() -> int:
    return 1
