import { z } from 'zod';
import { type Operation, openOperations, operations, queryParameters, schemas } from './operations.js';

/** Where the API of PROMINENCE begins. */
const base = '/prominence/v1';

/** The OpenAPI 3.1 document of the service: paths from the table of operations, schemas from those that check requests. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  const add = (prefix: string, table: Readonly<Record<string, Operation>>) => {
    for (const [request, operation] of Object.entries(table)) {
      const [method, path] = request.split(' ') as [string, string];
      paths[prefix + path] ??= {};
      paths[prefix + path]![method.toLowerCase()] = describe(path, operation);
    }
  };
  add(base, operations);
  add('', openOperations);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tunebook: PROMINENCE v1 on this machine',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: components(),
    },
  };
}

function components(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: place, io: 'input' }).schemas;
  // Their place in the document names them.
  return Object.fromEntries(
    Object.entries(made).map(([name, { $id: _, $schema: __, ...schema }]) => [name, schema]),
  );
}

function describe(path: string, { summary, query, body, status, answer, open }: Operation): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]!);
  const parameters = [
    ...names.map(name => ({
      name,
      in: 'path',
      required: true,
      schema: { type: name === 'id' || name === 'index' ? 'integer' : 'string' },
    })),
    ...(query ?? []).map(name => ({
      name,
      in: 'query',
      description: queryParameters[name],
      schema: { type: 'string' },
    })),
  ];
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { content: content(body) } }),
    responses: {
      [status ?? 200]: { description: summary, ...(answer && { content: content(answer) }) },
      default: { description: 'What went wrong', content: content('Error') },
    },
    ...(open && { security: [] }),
  };
}

function content(what: NonNullable<Operation['answer'] | Operation['body']>): object {
  if (what === 'text') return { 'text/plain; charset=utf-8': { schema: { type: 'string' } } };
  if (what === 'bytes') return { 'application/octet-stream': {} };
  if (what === 'events') return { 'text/event-stream': { schema: { type: 'string' } } };
  const schema =
    typeof what === 'string' ? { $ref: place(what) } : { type: 'array', items: { $ref: place(what[0]) } };
  return { 'application/json': { schema } };
}

function place(name: string): string {
  return `#/components/schemas/${name}`;
}
