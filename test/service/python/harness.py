"""What the steps of the session are made with."""
import functools
import time

import prominence
from prominence import Job, ProminenceClient, Resources, Task

steps = []
used = set()
members = set()


def step(function):
    steps.append(function)
    return function


def note_use(cls):
    """Wraps the public members of a class, to know which ones the session has used."""
    def noted(name, function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            used.add(name)
            return function(*args, **kwargs)
        return call

    for owner in cls.__mro__[:-1]:
        for member, value in vars(owner).items():
            if member.startswith('_') or not (callable(value) or isinstance(value, property)):
                continue
            name = '%s.%s' % (cls.__name__, member)
            members.add(name)
            if isinstance(value, property):
                setter = value.fset and noted(name, value.fset)
                setattr(cls, member, property(noted(name, value.fget), setter))
            else:
                setattr(cls, member, noted(name, value))


for value in list(vars(prominence).values()):
    if isinstance(value, type):
        note_use(value)
note_use(prominence.job.Events)
note_use(prominence.job.Execution)

client = ProminenceClient(authenticated=True)


def sh(script):
    return "/bin/sh -c '%s'" % script


def task_of(command):
    task = Task()
    task.image = 'tools'
    task.command = command
    return task


def job_of(*commands, name='', cpus=1):
    job = Job()
    job.name = name
    job.resources = Resources(cpus=cpus, memory=0.1)
    for command in commands:
        job.tasks.append(task_of(command))
    return job


def created(job):
    job.create()
    return job


def until(condition):
    end = time.time() + 40
    while True:
        value = condition()
        if value:
            return value
        assert time.time() < end, 'waited in vain'
        time.sleep(0.05)


def ended_job(id):
    """`Job.wait` asks every 5 s only."""
    return until(lambda: has_ended(client.describe_job(id)))


def ended_workflow(id):
    return until(lambda: has_ended(client.describe_workflow(id, False)))


def has_ended(document):
    return document if document['status'] in ('completed', 'failed', 'deleted', 'killed') else None


def printed(id, text):
    until(lambda: text in client.stdout_job(id, 0))


def refused(error, action):
    try:
        value = action()
    except error as refusal:
        return str(refusal)
    raise AssertionError('was not refused but gave %r' % (value,))
