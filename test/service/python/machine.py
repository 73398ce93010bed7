"""Objects, values, the machine, the token; and what goes wrong in the client itself."""
import os
import tarfile
import time

import jwt
import prominence
from prominence import Artifact, Dependency, InputFile, ProminenceClient, Workflow, WorkflowPolicies
from prominence.exceptions import AuthenticationError, FileUploadError, KeyValueError, NoSuchKey, UsageError

from harness import client, created, ended_job, ended_workflow, job_of, printed, refused, sh, step


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
