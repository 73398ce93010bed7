"""What a user does with objects, for a service that keeps them in a bucket; the first error ends it."""
import machine
from harness import ended_job, job_of, sh

machine.objects_are_uploaded_used_listed_and_deleted()

job = job_of(sh('echo für dich > out.txt; mkdir plots; touch plots/a'))
job.output_files = ['out.txt']
job.output_directories = ['plots']
job.create()
ended_job(job.id)
assert job.get_output_file('out.txt') == 'für dich\n'
assert job.get_output_directory('plots', save_as='plots.tgz') is True
