"""Jobs: made, read, listed, refused, looked into while they run."""
import tarfile

from prominence import Artifact, InputFile, Job, JobPolicies, Notification, Resources
from prominence.exceptions import (DeletionError, ExecError, JobCreationError, JobGetError, RemoveFromQueueError,
                                   SnapshotCreateError, SnapshotGetError, StdStreamsError, WorkflowCreationError)

from harness import client, created, ended_job, job_of, printed, refused, sh, step, task_of, until


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
