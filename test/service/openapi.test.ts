import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppContext, createApp } from '../../dist/service/api/app.js';
import { packageRoot } from '../support/tunebook.ts';
import { TestService } from './support.ts';

const prominence = `
  POST /jobs · GET /jobs · GET /jobs/{id} · DELETE /jobs · DELETE /jobs/{id} · GET /jobs/{id}/stdout · GET /jobs/{id}/stderr
  POST /jobs/{id}/exec · PUT /jobs/{id}/snapshot · GET /jobs/{id}/snapshot · PUT /jobs/{id}/remove · PUT /jobs/{id}/clone
  POST /workflows · GET /workflows · GET /workflows/{id} · DELETE /workflows · DELETE /workflows/{id}
  PUT /workflows/{id} · PUT /workflows/{id}/clone · PUT /workflows/{id}/remove
  GET /workflows/{id}/{job}/stdout · GET /workflows/{id}/{job}/stderr
  GET /workflows/{id}/{job}/{index}/stdout · GET /workflows/{id}/{job}/{index}/stderr
  GET /data · GET /data/{folder} · POST /data · POST /data/upload · POST /data/output · DELETE /data/{name}
  GET /kv · GET /kv/{key} · POST /kv/{key} · DELETE /kv/{key}
  GET /accounting · GET /resources · POST /token · GET /ts/{id} · POST /ts · GET /health`
  .split(/[·\n]/)
  .map(request => request.trim())
  .filter(request => request !== '');

const base = '/prominence/v1';

interface Described {
  readonly summary: string;
  readonly responses: Record<string, unknown>;
  readonly security?: unknown[];
}

describe('the OpenAPI document', () => {
  let service: TestService;
  let text: string;
  let paths: Record<string, Record<string, Described>>;
  let requests: string[];

  beforeAll(async () => {
    service = await TestService.start();
    const answer = await fetch(new URL('/openapi.json', service.record.url));
    expect(answer.status).toBe(200);
    text = await answer.text();
    paths = JSON.parse(text).paths;
    requests = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
    );
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const table = (title: string): string[][] =>
    readFileSync(join(packageRoot, 'docs', 'conformance.md'), 'utf8')
      .split(`## ${title}\n`)[1]!
      .split('\n## ')[0]!
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line =>
        line
          .split('|')
          .map(cell => cell.trim().replaceAll('`', ''))
          .slice(1, -1),
      );

  it('names every route that there is, and no other', () => {
    const { routes } = createApp({ token: 'none' } as AppContext);
    const there = routes
      .filter(route => route.method !== 'ALL')
      .map(
        ({ method, path }) => `${method} ${path.replace('*', '{key}').replace(/:(\w+)(\{\.\+\})?/g, '{$1}')}`,
      );
    expect(requests.sort()).toEqual([...new Set(there)].sort());
  });

  it('has all of PROMINENCE, as the table of conformance has, with a reason for what does not work', () => {
    const rows = table("PROMINENCE's endpoints");
    expect(rows.map(([request]) => request).sort()).toEqual(prominence.toSorted());
    for (const [request, works, why] of rows) {
      expect(requests).toContain(request!.replace(' ', ` ${base}`));
      expect([request, works]).toEqual([request, expect.stringMatching(/^(yes|no)$/)]);
      if (works === 'no') expect([request, why]).toEqual([request, expect.stringMatching(/.{10}/)]);
    }
    const ours = table('Endpoints that PROMINENCE does not have').map(([request]) => request!);
    const listed = [...prominence, ...ours].map(request => request.replace(' ', ` ${base}`));
    expect(requests.filter(request => request.includes(base)).sort()).toEqual(listed.sort());
  });

  it('says what works as it is', async () => {
    for (const [request, works] of table("PROMINENCE's endpoints")) {
      const [method, path] = request!.split(' ') as [string, string];
      const { status } = await service.request(method, path.replace(/\{\w+\}/g, '1'));
      expect([request, status === 401]).toEqual([request, works === 'no']);
    }
  });

  it('leads only to schemas that it has, and they are those that check requests', async () => {
    const { components } = JSON.parse(text);
    for (const [, name] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
      expect(Object.keys(components.schemas)).toContain(name!.replace('#/components/schemas/', ''));
    }
    expect(components.schemas.Job).toMatchObject({
      required: ['resources', 'tasks'],
      additionalProperties: false,
      properties: { resources: { properties: { walltime: { description: 'Minutes' } } } },
    });
    expect(components.schemas.Workflow.properties.jobs.items).toEqual({ $ref: '#/components/schemas/Job' });
  });

  it('holds no secret, and asks for the token where the service does', async () => {
    expect(text).not.toContain(service.record.token);
    expect(text).not.toContain(service.home);
    for (const [path, item] of Object.entries(paths)) {
      for (const [method, { summary, security }] of Object.entries(item)) {
        expect(summary).not.toBe('');
        const url = new URL(path.replace(/\{\w+\}/g, '1'), service.record.url);
        const { status } = await fetch(url, { method: method.toUpperCase() });
        expect([path, status === 401]).toEqual([path, security === undefined]);
      }
    }
  });
});
