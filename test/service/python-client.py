"""A session of PROMINENCE's own Python client with the service of PROMINENCE_URL.

Each function marked with @step is one promise. At the end a line of JSON tells what went wrong in each ("" when nothing
did) and which public members of the client's classes were used.
"""
import concurrent.futures
import functools
import json
import os
import tarfile
import time
import traceback

import jwt
import prominence
from prominence import (Artifact, Dependency, InputFile, Job, JobPolicies, Notification, ParameterSet, ParameterSweep,
                        ProminenceClient, Repeat, Resources, Task, Workflow, WorkflowPolicies, Zip)
from prominence.exceptions import (AuthenticationError, DeletionError, ExecError, FileUploadError, JobCreationError,
                                   JobGetError, KeyValueError, NoSuchKey, RemoveFromQueueError, SnapshotCreateError,
                                   SnapshotGetError, StdStreamsError, UsageError, WorkflowCreationError)

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


@step
def a_job_runs_and_tells_everything_of_itself():
    task = task_of(sh('echo $LEVEL; echo oh >&2; cat in.txt > sub/out.txt; mkdir plots; echo p > plots/a; exit 3'))
    task.env = {'LEVEL': 'é 7'}
    task.workdir = '/home/user/case'
    task.type = 'basic'
    task.runtime = 'singularity'
    prepare = task_of('mkdir -p case/sub')
    copy = task_of('cp in.txt case/in.txt')
    job = Job()
    job.name = 'whole story'
    job.labels = {'study': 's1', 'kind': 'a-b_c.d/é'}
    job.tasks = [prepare, copy, task]
    job.resources = Resources(cpus=1, memory=0.5, disk=1, nodes=1, walltime=5)
    job.input_files.append(InputFile('in.txt', 'für dich\n'))
    job.input_files.append({'filename': 'raw.bin', 'content': 'AAH/'})
    job.output_files = ['case/sub/out.txt', 'raw.*']
    job.output_directories = ['case/plots']
    notification = Notification()
    notification.event = 'jobFinished'
    notification.type = 'email'
    job.notifications = [notification]
    job.create()
    assert isinstance(job.id, int)
    job.wait()
    assert job.done() and job.status == 'completed', job.status
    assert job.stdout() == 'é 7\n', job.stdout()
    assert job.stdout(offset=len('é'.encode())) == ' 7\n'
    assert job.stderr() == 'oh\n'

    assert job.get_input_file('in.txt') == 'für dich\n'.encode()
    assert job.get_input_file('other') is None
    assert job.get_output_file('case/sub/out.txt') == 'für dich\n'
    assert job.get_output_file('raw.*', save_as='raw.bin') is True
    assert open('raw.bin', 'rb').read() == bytes([0, 1, 255])
    assert job.get_output_file('other') is False
    assert job.get_output_directory('case/plots', save_as='plots.tgz') is True
    with tarfile.open('plots.tgz') as archive:
        assert 'plots/a' in archive.getnames(), archive.getnames()

    events = job.events
    assert events.create <= events.start <= events.end, events.to_dict()
    execution = job.execution
    assert execution.site == 'local'
    assert execution.runtime_version == {}
    assert execution.provisioned_resources == {'cpus': 1, 'memory': 0.5, 'disk': 1, 'nodes': 1}
    assert float(execution.cpu_info['clock']) >= 0 and execution.cpu_info['model'], execution.cpu_info
    assert [each['exitCode'] for each in execution.tasks] == [0, 0, 3]
    assert events.to_dict()['endTime'] == events.end
    assert all(each['wallTimeUsage'] >= 0 and each['cpuTimeUsage'] >= 0 for each in execution.tasks)


@step
def a_job_reads_as_it_was_submitted():
    job = job_of('true', name='template')
    job.labels = {'a': 'b'}
    job.output_files = ['*.txt']
    job.output_directories = ['.']
    job.policies.priority = 0
    job.artifacts = [Artifact('template.txt')]
    open('template.txt', 'w').write('t')
    job.artifacts[0].upload('template.txt')
    job.create()
    submitted = job.to_dict()
    assert client.describe_job(job.id, input_only=True) == submitted
    ended_job(job.id)
    read = client.describe_job(job.id, input_only=True)
    assert read == submitted, read
    again = client.create_job(read)
    assert ended_job(again)['status'] == 'completed'
    attached = Job(again)
    assert attached.status == 'completed' and attached.done() and attached.id == again
    clone = client.clone('job', job.id)
    assert client.describe_job(clone, input_only=True) == submitted


@step
def resources_may_be_ranges_and_fractions():
    def provisioned(**fields):
        job = job_of('true')
        for field, value in fields.items():
            if isinstance(value, tuple):
                chosen = getattr(job.resources, field)
                chosen.min, chosen.max = value
                assert chosen.to_dict() == list(value)
            else:
                setattr(job.resources, field, value)
                assert getattr(job.resources, field) == value
        job.create()
        return client.describe_job(job.id)['resources'], ended_job(job.id)['execution']['provisionedResources']

    resources, given = provisioned(cpus=2, memory=1.5, disk=3, walltime=1)
    assert (resources['walltime'], given['cpus'], given['memory'], given['disk']) == (1, 2, 1.5, 3), given
    assert provisioned(memory_per_cpu=0.25, cpus=2)[1]['memory'] == 0.5
    # The client writes `cpus` beside each of these.
    assert provisioned(cpus_range=(1, 2))[1]['cpus'] == 2
    assert provisioned(cpus_options=(1, 2))[1]['cpus'] == 2
    assert provisioned(total_cpus_range=(1, 2))[0]['totalCpusRange'] == [1, 2]


@step
def policies_are_kept():
    job = job_of(sh('echo x; exit 1'), 'true', cpus=1)
    policies = JobPolicies()
    policies.maximum_task_retries = 2
    policies.maximum_retries = 1
    policies.maximum_time_in_queue = -1
    policies.priority = 3
    policies.leave_in_queue = True
    policies.ignore_task_failures = True
    policies.run_serial_tasks_on_all_nodes = False
    policies.report_job_success_on_task_failure = True
    job.policies = policies
    job.create()
    end = ended_job(job.id)
    assert end['status'] == 'completed', end
    assert [task['exitCode'] for task in end['execution']['tasks']] == [1, 0]
    assert end['execution']['tasks'][0]['retries'] == 2
    assert client.stdout_job(job.id, 0) == 'x\n' * 3
    assert end['policies'] == {'maximumTaskRetries': 2, 'maximumRetries': 1, 'maximumTimeInQueue': -1, 'priority': 3,
                               'leaveInQueue': True, 'ignoreTaskFailures': True, 'runSerialTasksOnAllNodes': False,
                               'reportJobSuccessOnTaskFailure': True}, end['policies']
    for name in ('maximum_task_retries', 'maximum_retries', 'maximum_time_in_queue', 'priority', 'leave_in_queue',
                 'ignore_task_failures', 'run_serial_tasks_on_all_nodes', 'report_job_success_on_task_failure'):
        assert getattr(policies, name) is not None
    assert job.remove() is True
    assert 'not in the queue' in refused(RemoveFromQueueError, job.remove)


@step
def jobs_are_listed_by_every_filter():
    ids = [created(job).id for job in (job_of('true', name='listed'), job_of('true', name='listed'))]
    labelled = job_of('true', name='listed too')
    labelled.labels = {'listed': 'yes'}
    labelled.create()
    waiting = job_of('sleep 1000', name='listed running')
    waiting.create()
    until(lambda: client.describe_job(waiting.id)['status'] == 'running')
    for id in ids + [labelled.id]:
        ended_job(id)

    def listed(*args, **kwargs):
        return [job['id'] for job in client.list_jobs(*args, **kwargs)]

    assert sorted(listed('completed', num=-1, name_constraint='listed')) == ids
    assert listed('completed', 1, name_constraint='listed') == ids[1:]
    assert sorted(listed('all', name_constraint='listed')) == ids
    assert listed(name_constraint='listed') == []
    assert listed('all', constraint='listed=yes') == [labelled.id]
    assert listed('all', constraint=['listed=yes']) == [labelled.id]
    assert waiting.id in listed() and waiting.id in listed('running') and waiting.id not in listed('idle')
    # All CPUs of the service: it waits for those before it, and others wait for it.
    large = created(job_of('true', name='listed idle', cpus=4))
    assert large.id in listed('idle')
    assert client.delete_job(large.id) is True
    assert 'constraint' in refused(JobGetError, lambda: client.list_jobs(constraint='listed'))
    [short] = client.list_jobs('all', constraint='listed=yes')
    [detailed] = client.list_jobs('all', constraint='listed=yes', detail=True)
    assert short['tasks'][0]['image'] == 'tools' and 'resources' not in short, short
    assert detailed['resources']['cpus'] == 1 and 'execution' in detailed, detailed
    assert waiting.delete() is True
    assert client.describe_job(waiting.id)['statusReason'] == 'Job deleted by user'
    assert 'nothing to delete' in refused(DeletionError, waiting.delete)
    assert 'nothing to delete' in refused(DeletionError, lambda: client.delete_generic(10**9, 'jobs'))
    assert waiting.status == 'deleted' and waiting.done()


@step
def what_cannot_be_is_refused_in_words():
    assert 'cpus' in refused(JobCreationError, lambda: created(job_of('true', cpus=0)))
    assert 'tasks' in refused(JobCreationError, lambda: client.create_job({'resources': {'cpus': 1, 'memory': 1}}))
    missing = job_of('true')
    missing.artifacts.append(Artifact('missing.tgz'))
    assert 'missing.tgz' in refused(JobCreationError, missing.create)
    assert refused(JobGetError, lambda: client.describe_job(10**9)) == 'No such job'
    assert refused(JobGetError, lambda: client.describe_workflow(10**9, False)) == 'No such workflow'
    for stream in (client.stdout_job, client.stderr_job):
        assert 'no job 1000000000' in refused(StdStreamsError, lambda: stream(10**9, 0))
    assert 'no workflow 1000000000' in refused(StdStreamsError, lambda: client.stdout_workflow(10**9, 'a', 0))
    assert 'no job 1000000000' in refused(JobCreationError, lambda: client.clone('job', 10**9))
    assert 'no workflow 1000000000' in refused(WorkflowCreationError, lambda: client.clone('workflow', 10**9))
    assert 'no workflow 1000000000' in refused(WorkflowCreationError, lambda: client.rerun(10**9))
    assert 'no job 1000000000' in refused(RemoveFromQueueError, lambda: client.remove('job', 10**9))
    assert refused(WorkflowCreationError, lambda: client.create_workflow({'name': 'empty'}))
    large = job_of('true')
    large.input_files.append(InputFile('large', 'x' * (17 << 20)))
    assert 'larger than' in refused(JobCreationError, large.create)


@step
def a_running_job_takes_commands_and_gives_snapshots():
    job = job_of(sh('echo data > file; mkdir folder; echo 1 > folder/one; echo ready; exec sleep 1000'))
    job.create()
    printed(job.id, 'ready')
    assert job.execute(['cat', 'file']) == 'data\n'
    assert job.execute('cat file') == 'data\n'
    assert client.execute_command(job.id, ['echo', '$PROMINENCE_JOB_ID']) == '%d\n' % job.id
    assert 'exit code 4' in refused(ExecError, lambda: client.execute_command(job.id, ['exit', '4']))
    assert job.get_snapshot('folder', save_as='folder.tgz') is True
    with tarfile.open('folder.tgz') as archive:
        assert any(name.endswith('folder/one') for name in archive.getnames()), archive.getnames()
    assert client.create_snapshot(job.id, 'file')
    assert client.get_snapshot_url(job.id)['url'].startswith('http://127.0.0.1:')
    assert refused(SnapshotCreateError, lambda: client.create_snapshot(job.id, '/etc/passwd'))
    assert refused(SnapshotCreateError, lambda: client.create_snapshot(job.id, 'missing'))
    job.delete()
    assert refused(ExecError, lambda: job.execute(['true']))
    assert refused(SnapshotCreateError, lambda: client.create_snapshot(job.id, 'file'))
    assert refused(SnapshotGetError, lambda: client.get_snapshot_url(10**9))


@step
def objects_are_uploaded_used_listed_and_deleted():
    os.mkdir('mesh')
    for name in ('one', 'two'):
        open('mesh/%s' % name, 'w').write(name)
    with tarfile.open('mesh.tgz', 'w:gz') as archive:
        archive.add('mesh')
    artifact = Artifact('mesh.tgz', 'mesh', '/mnt/mesh')
    artifact.upload('mesh.tgz')
    open('empty', 'w').close()
    assert client.upload('group/empty.txt', 'empty') is True
    objects = {each['name']: each for each in client.list_objects(None)}
    assert objects['mesh.tgz']['size'] == os.path.getsize('mesh.tgz')
    assert time.strptime(objects['mesh.tgz']['lastModified'], '%a, %d %b %Y %H:%M:%S GMT')
    assert [each['name'] for each in client.list_objects('group')] == ['group/empty.txt']
    job = job_of('cat /mnt/mesh/one mesh/two')
    job.artifacts.append(artifact)
    job.artifacts.append(Artifact('group/empty.txt'))
    job.create()
    end = ended_job(job.id)
    assert end['artifacts'][0] == {'url': 'mesh.tgz', 'mountpoint': 'mesh:/mnt/mesh'}, end
    assert job.stdout() == 'onetwo', (job.stdout(), job.stderr(), end)
    assert refused(FileUploadError, lambda: client.upload('mesh.tgz', 'mesh.tgz', checksum='0' * 64))
    assert refused(FileUploadError, lambda: client.upload('../mesh.tgz', 'mesh.tgz'))
    for name in ('mesh.tgz', 'group/empty.txt', 'mesh.tgz'):
        assert client.delete_object(name) is True
    assert 'mesh.tgz' not in [each['name'] for each in client.list_objects(None)]


@step
def values_are_kept_by_key():
    assert client.kv_set('py/best', 'für 1') == {}
    client.kv_set('py/worst', '2')
    assert client.kv_get('py/best') == 'für 1'
    assert sorted(client.kv_list('/py')) == ['/py/best', '/py/worst']
    assert '/py/best' in client.kv_list()
    refused(NoSuchKey, lambda: client.kv_get('py/none'))
    assert 'may have 15967' in refused(KeyValueError, lambda: client.kv_set('py/long', 'x' * 16000))
    assert client.kv_delete('/py/best', False) is True
    assert client.kv_delete('py/', True) is True
    assert client.kv_list('py') == []


@step
def the_machine_tells_what_it_has_and_what_was_used():
    [site] = client.resources()['existing']
    assert site['site'] == 'local' and site['capacity'] == {'cpus': 4, 'memory': 8}, site
    assert 0 <= site['free']['cpus'] <= 4
    ended_job(created(job_of('true')).id)
    today = time.strftime('%Y-%m-%d', time.gmtime(time.time() - 60))
    later = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 60))
    [usage] = client.get_usage(today, later, False, True)['usage']['users'].values()
    assert usage['numberOfJobs'] >= 1 and usage['wallTime'] > 0 and usage['cpuTime'] >= 0
    assert client.get_usage(today, later, True, False)['usage']['groups'] == {}
    assert 'start' in refused(UsageError, lambda: client.get_usage('yesterday', later, False, False))


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


@step
def processes_of_mpi_are_started_on_this_machine():
    job = job_of('hostname', cpus=2)
    [task] = job.tasks
    task.image, task.type, task.procs_per_node = 'mpi', 'mpich', 2
    assert (task.type, task.procs_per_node, task.image, task.command) == ('mpich', 2, 'mpi', 'hostname')
    job.create()
    assert ended_job(job.id)['tasks'][0]['procsPerNode'] == 2
    assert len(job.stdout().split()) == 2


@step
def the_token_is_found_checked_and_refused():
    def token(**claims):
        return jwt.encode(claims, 'secret' * 8, algorithm='HS256')

    def with_token(text):
        other = ProminenceClient()
        other._headers = {'Authorization': 'Bearer %s' % text}
        return other

    # Any word may stand before it.
    other = with_token('')
    other._headers = {'Authorization': 'Token %s' % os.environ['PROMINENCE_TOKEN']}
    assert other.kv_list() is not None
    for wrong in ('', 'x', token(exp=time.time() + 60, username='x')):
        refused(AuthenticationError, lambda: with_token(wrong).list_jobs())
        refused(AuthenticationError, lambda: with_token(wrong).describe_job(1))
        refused(AuthenticationError, lambda: with_token(wrong).kv_get('x'))
    expiry = prominence.auth.get_expiry(os.environ['PROMINENCE_TOKEN'])
    assert expiry > time.time() + 24 * 3600, expiry


@step
def what_the_client_itself_gets_wrong_is_no_worse_here():
    job = job_of(sh('echo data > file; echo ready; exec sleep 1000'), name='parent')
    job.create()
    printed(job.id, 'ready')
    # A snapshot in memory: it reads the archive as text.
    refused((tarfile.ReadError, UnicodeError), lambda: job.get_snapshot('file'))
    # Words are joined by commas.
    assert job.execute(['echo', 'a,b']) == 'a b\n'
    job.delete()
    # Outputs of a job that has none.
    refused(KeyError, lambda: job.get_output_file('file'))
    # Bytes, and nothing, as contents.
    refused(TypeError, lambda: InputFile('file', b'bytes').to_dict())
    refused(FileNotFoundError, lambda: InputFile('none', '').to_dict())
    # The state of a workflow: it asks for a job of this id.
    workflow = Workflow()
    workflow.name = 'wrong'
    children = [job_of('true', name='a'), job_of('true', name='b')]
    workflow.jobs = [job_of('true', name='parent'), *children]
    # Of two dependencies with one parent the later holds; policies are not sent.
    workflow.dependencies = [Dependency(job, children[:1]), Dependency(job, children[1:])]
    workflow.policies = WorkflowPolicies()
    workflow.policies.maximum_retries = 1
    workflow.create()
    assert ended_workflow(workflow.id)['dependencies'] == {'parent': ['b']}
    assert 'policies' not in client.describe_workflow(workflow.id, True)
    assert workflow.status is False and workflow.done() is False
    workflow.wait(timeout=0.1)


def report():
    troubles = {}
    with concurrent.futures.ThreadPoolExecutor(len(steps)) as threads:
        for function, result in [(each, threads.submit(each)) for each in steps]:
            error = result.exception()
            troubles[function.__name__] = '' if error is None else ''.join(traceback.format_exception(error))
    return {'troubles': troubles, 'used': sorted(used), 'unused': sorted(members - used)}


print(json.dumps(report()))
