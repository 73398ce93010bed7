import { type CST, Parser, parseAllDocuments } from 'yaml';
import { notTooDeep, valuesReader } from './values.js';

/** YAML 1.2; a file of several documents is a list of them. */
export const yamlReader = valuesReader('YAML', text => {
  for (const token of new Parser().parse(text)) notTooDeep<CST.Token>(token, inside);
  const documents = parseAllDocuments(text, {
    intAsBigInt: false,
    prettyErrors: true,
    // Lists that are keys are written as texts, which the library would tell on the error stream.
    logLevel: 'error',
  });
  const values = documents.map(document => {
    const [error] = document.errors;
    if (error) throw error;
    // Aliases that multiply (a few lines that stand for gigabytes) are refused.
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  });
  return values.length > 1 ? values : (values[0] ?? null);
});

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter(each => each !== undefined && each !== null),
  );
}
