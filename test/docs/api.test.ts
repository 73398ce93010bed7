import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { display, Job, Table, Workflow } from '../../dist/lib/index.js';
import { SubmittedJob } from '../../dist/lib/jobs/submitted-job.js';
import { DataFile } from '../../dist/lib/outputs/data-file.js';
import { packageRoot } from '../support/tunebook.ts';

const read = (file: string) => readFile(join(packageRoot, file), 'utf8');

/** The names in code type of a section: those of the first column, or all where there is no table. */
function namesIn(section: string): string[] {
  const table = section.split('\n').filter(line => line.startsWith('| `'));
  const text = table.length > 0 ? table.map(line => line.split(' | ')[0]).join() : section;
  return [...text.matchAll(/`(\w+)`/g)].map(match => match[1]!);
}

describe('docs/api.md', () => {
  it('names what every cell sees, and nothing else', async () => {
    const exported = [...(await read('lib/index.ts')).matchAll(/^export (?:type )?\{([^}]*)\}/gm)];
    const names = exported.flatMap(match => match[1]!.match(/\w+/g) ?? []);
    const [top] = (await read('docs/api.md')).split('\n## ');
    expect(namesIn(top!).sort()).toEqual(names.sort());
  });

  it.each([
    ['Job', [Job.prototype, SubmittedJob.prototype]],
    ['Workflow', [Workflow.prototype]],
    ['DataFile', [DataFile, DataFile.prototype]],
    ['Table', [Table, Table.prototype]],
    ['display', [display]],
  ] as const)('names the members of %s', async (name, holders) => {
    const sections = (await read('docs/api.md')).split('\n## ');
    const section = sections.find(each => each.startsWith(`${name}\n`))!;
    const own = ['constructor', 'prototype', 'name', 'length', 'tracked', 'need'];
    const members = holders.flatMap(holder => Object.getOwnPropertyNames(holder));
    expect(namesIn(section).sort()).toEqual(members.filter(member => !own.includes(member)).sort());
  });
});
