from flytekit import ContainerTask, Resources
a = ContainerTask(name="a", image="alpine", command="echo hi")
b = ContainerTask(name="b", image="alpine", command=["x", 1])
c = ContainerTask(name="c", image=None, command=["x"])
d = ContainerTask(name="d", image="alpine", command=None)
e = ContainerTask(name="e", image="alpine", command=["x"], arguments="y")
f = ContainerTask(name="f", image="alpine", command=["x"], environment={"A": 1})
g = ContainerTask(name="g", image="alpine", command=["x"], labels={"a": "b"}, annotations={"c": "d"}, interruptible=True)
