import { execFileSync } from 'node:child_process';
import { sh } from '../../../../dist/lib/jobs/parts/sh.js';
import { refuseShellSyntax } from '../../../../dist/lib/jobs/parts/shell-syntax.js';

/** The command as a shell reads it; sh splits words as the service does. */
const run = (command: string) => execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });

describe('sh', () => {
  it('delivers every interpolated value as one word, whatever it holds', () => {
    const nasty = `a b'c"d $HOME \`date\` \\ ; rm * \n end`;
    expect(run(sh`printf '%s|' ${nasty} ${42} ${-1.5}`)).toBe(`${nasty}|42|-1.5|`);
  });

  it('delivers an array as several words', () => {
    expect(run(sh`printf '%s|' ${['a b', 1, "it's"]}`)).toBe("a b|1|it's|");
  });

  it.each([
    ['nothing', undefined, 'command has undefined as a value'],
    ['a plain object', { a: 1 }, 'command has { a: 1 } as a value'],
    ['a promise', Promise.resolve('x'), 'put await before it'],
  ])('refuses %s, which would be a word that nobody meant', (_, value, message) => {
    expect(() => sh`cat ${value as never}`).toThrow(message);
    expect(() => sh`cat ${[1, value as never]}`).toThrow(expect.objectContaining({ code: 'invalid-job' }));
  });

  it('leaves pipes, variables and escapes of the script to the shell', () => {
    expect(run(sh`x='a b'; printf '%s\n' "\${x}" | tr a-z A-Z; echo \`echo sub\``)).toBe('A B\nsub\n');
  });

  it('makes a command that passes the check for shell syntax', () => {
    expect(() => refuseShellSyntax(sh`cat *.txt | wc -l > n; echo "$HOME" 'q'`, 'command')).not.toThrow();
  });
});

describe('refuseShellSyntax', () => {
  const cases: [command: string, syntax: string, position: number][] = [
    ['cat a | wc', '|', 6],
    ['run > out', '>', 4],
    ['run < in', '<', 4],
    ['a && b', '&&', 2],
    ['a || b', '||', 2],
    ['a; b', ';', 1],
    ['sleep 9 &', '&', 8],
    ['echo `date`', '`', 5],
    ['echo $(date)', '$(', 5],
    ['cat *.txt', '*', 4],
    ['cat run[12].txt', '[12]', 7],
    ['ls $HOME', '$HOME', 3],
    [`ls \${HOME}/x`, `\${HOME}`, 3],
    [`echo 'a' "b" | wc`, '|', 13],
  ];
  it.each(cases)('refuses %s and says where and how to write it', (command, syntax, position) => {
    const refuse = () => refuseShellSyntax(command, 'tasks[0].command');
    expect(refuse).toThrow(expect.objectContaining({ code: 'shell-syntax', syntax, position }));
    expect(refuse).toThrow(`tasks[0].command has an unquoted ${syntax} at character ${position + 1}`);
    expect(refuse).toThrow('sh`');
  });

  it.each([
    'lmp -in in.lj -var temp 1.44',
    `/bin/sh -c 'a | b > c; d $HOME'`,
    'awk "{ print $1 }" x',
    'echo a\\|b',
    `solve --id $PROMINENCE_JOB_ID --site \${PROMINENCE_SITE}`,
    'price 5$ $1',
  ])('lets %s pass', command => {
    expect(() => refuseShellSyntax(command, 'command')).not.toThrow();
  });

  it('names a quote that is never closed', () => {
    expect(() => refuseShellSyntax("echo it's", 'command')).toThrow("the ' at character 8");
  });
});
