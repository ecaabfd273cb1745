from flytekit import Resources, Workflow, task, workflow


@task
def a(x: int = 1) -> int:
    return x


@task
def b():
    pass


@workflow
def sub(x: int) -> int:
    return a(x=x)


wb = Workflow(name="put-together")
wb.add_workflow_input("in1", int)
node = wb.add_entity(a, x=wb.inputs["in1"])
node.with_overrides(container_image="first:1", requests=Resources(cpu="2"))
wb.add_entity(b).with_overrides(limits=Resources(mem="1Gi"), node_name="second")
wb.add_subwf(sub, x=node.outputs["o0"])
last = wb.add_task(a, x=node.outputs["o0"])
wb.add_workflow_output("out", last.outputs["o0"])
last.with_overrides(shared_memory=True)


@workflow
def around(x: int = 3) -> int:
    return wb(in1=a(x=x).with_overrides(container_image="around:1"))
