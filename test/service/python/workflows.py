"""Workflows and their factories."""
from prominence import (Dependency, Job, Notification, ParameterSet, ParameterSweep, Repeat, Workflow,
                        WorkflowPolicies, Zip)
from prominence.exceptions import DeletionError, RemoveFromQueueError, WorkflowCreationError

from harness import client, ended_job, ended_workflow, job_of, refused, sh, step, task_of, until


@step
def a_workflow_runs_its_jobs_in_order():
    first = job_of(sh('echo first; echo bad >&2'), name='first')
    left, right = job_of('true', name='left'), job_of('true', name='right')
    last = job_of('true', name='last')
    workflow = Workflow()
    workflow.name = 'diamond of jobs'
    workflow.labels = {'shape': 'diamond'}
    workflow.jobs = [first, left, right, last]
    workflow.dependencies = [Dependency(first, [left, right]), Dependency(left, [last]), Dependency(right, [last])]
    dependency = workflow.dependencies[0]
    dependency.parent, dependency.children = dependency.parent, dependency.children
    finished = Notification('workflowFinished', 'email')
    assert (finished.event, finished.type) == ('workflowFinished', 'email')
    workflow.notifications = [finished]
    workflow.create()
    end = ended_workflow(workflow.id)
    assert end['status'] == 'completed', end
    assert end['progress']['total'] == 4 and end['progress']['done'] == 4 and end['progress']['failed'] == 0
    jobs = {job['name']: job for job in client.list_jobs('completed', -1, workflow_id=workflow.id, detail=True)}
    assert set(jobs) == {'diamond of jobs/%s' % name for name in ('first', 'left', 'right', 'last')}, set(jobs)
    assert jobs['diamond of jobs/last']['id'] > jobs['diamond of jobs/left']['id']
    assert client.stdout_workflow(workflow.id, 'first', 0) == 'first\n'
    assert client.stderr_workflow(workflow.id, 0, 'first') == 'bad\n'
    assert client.stdout_generic('workflows', workflow.id, 0, 'first', offset=2) == 'rst\n'
    assert client.stderr_generic('workflows', workflow.id, 0, 'first', offset=1) == 'ad\n'
    assert [each['id'] for each in client.list_workflows('completed', 5, 'shape=diamond')] == [workflow.id]
    assert client.list_workflows('all', name_constraint='diamond of jobs')[0]['progress']['done'] == 4
    read = client.describe_workflow(workflow.id, True)
    assert read == workflow.to_dict(), read
    again = client.create_workflow(read)
    assert ended_workflow(again)['status'] == 'completed'
    clone = client.clone('workflow', workflow.id)
    assert ended_workflow(clone)['status'] == 'completed'
    assert 'have succeeded' in refused(WorkflowCreationError, workflow.rerun)


@step
def factories_make_jobs_with_their_parameters():
    sweep, pairs, repeat = ParameterSweep(), Zip(), Repeat()
    point = job_of('echo $a $b', name='point')
    point.tasks.append(task_of(sh('printenv PROMINENCE_PARAMETER_a > r_${a}_${b}.txt')))
    point.output_files = ['r_${a}_${b}.txt']
    named, copy = job_of('echo $v', name='named'), job_of('true', name='copy')
    sweep.name, sweep.jobs = 'grid', [point]
    sweep.parameters = [ParameterSet('a', -1, 0, 1), ParameterSet('b', 0, 0.2, 0.1)]
    values = ParameterSet('v')
    values.values = [1, 'x', 2.5]
    bounds = sweep.parameters[0]
    bounds.name, bounds.start, bounds.end, bounds.step = bounds.name, bounds.start, bounds.end, bounds.step
    pairs.name, pairs.jobs, pairs.parameters = 'pairs', [named], [values]
    repeat.name, repeat.jobs, repeat.num = 'again', [copy], 3
    assert (repeat.num, values.values[1], pairs.parameters) == (3, 'x', [values])
    workflow = Workflow()
    workflow.name = 'factory'
    workflow.jobs = [point, named, copy]
    workflow.factories = [sweep, pairs, repeat]
    workflow.create()
    end = ended_workflow(workflow.id)
    assert end['status'] == 'completed' and end['progress']['done'] == 12, end
    jobs = {job['name']: job for job in client.list_jobs('all', workflow_id=workflow.id, detail=True)}
    assert jobs['factory/point/4']['parameters'] == {'a': 0, 'b': 0.1}, jobs['factory/point/4']
    assert jobs['factory/named/1']['parameters'] == {'v': 'x'}
    assert 'parameters' not in jobs['factory/copy/2']
    assert client.stdout_workflow(workflow.id, 'point', 0, 2) == '-1 0.2\n'
    assert client.stderr_workflow(workflow.id, 0, 'point', 2) == ''
    assert client.stdout_workflow(workflow.id, 'named', 0, instance=2) == '2.5\n'
    assert Job(jobs['factory/point/2']['id']).get_output_file('r_${a}_${b}.txt') == '-1\n'
    clone = client.clone('job', jobs['factory/point/2']['id'])
    ended_job(clone)
    assert client.stdout_job(clone, 0) == '-1 0.2\n'


@step
def a_workflow_that_failed_is_run_again():
    good = job_of(sh('echo good'), name='good')
    bad = job_of(sh('echo try; exit 2'), name='bad')
    after = job_of('true', name='after')
    workflow = Workflow()
    workflow.name = 'failing'
    workflow.jobs = [good, bad, after]
    workflow.dependencies = [Dependency(bad, [after])]
    policies = WorkflowPolicies()
    policies.maximum_retries = 1
    policies.leave_in_queue = True
    assert (policies.maximum_retries, policies.leave_in_queue) == (1, True)
    # A Workflow can't be given policies.
    id = client.create_workflow({**workflow.to_dict(), 'policies': policies.to_dict()})
    workflow = Workflow(id)
    end = ended_workflow(id)
    assert end['status'] == 'failed', end
    assert (end['progress']['done'], end['progress']['failed'], end['progress']['waiting']) == (1, 1, 1), end
    assert [job['name'] for job in client.list_jobs('all', workflow_id=id)].count('failing/bad') == 2
    assert 'in the queue' in refused(WorkflowCreationError, workflow.rerun)
    assert id in [each['id'] for each in client.list_workflows()]
    assert workflow.remove() is True
    assert id not in [each['id'] for each in client.list_workflows()]
    assert 'not in the queue' in refused(RemoveFromQueueError, lambda: client.remove('workflow', id))
    again = ended_workflow(workflow.rerun())
    assert (again['status'], again['progress']['done'], again['progress']['failed']) == ('failed', 1, 1), again


@step
def a_workflow_is_deleted_with_its_jobs():
    workflow = Workflow()
    workflow.name = 'endless'
    workflow.jobs = [job_of('sleep 1000', name='sleeper')]
    workflow.create()
    until(lambda: client.describe_workflow(workflow.id, False)['status'] == 'running')
    assert workflow.id in [each['id'] for each in client.list_workflows('running')]
    [job] = until(lambda: client.list_jobs(workflow_id=workflow.id))
    assert workflow.delete() is True
    assert client.describe_job(job['id'])['status'] == 'deleted'
    assert client.describe_workflow(workflow.id, False)['statusReason'] == 'Workflow deleted by user'
    assert 'nothing to delete' in refused(DeletionError, lambda: client.delete_workflow(workflow.id))
