// Imports modules one after the other; tells what each printed and threw.
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const all = [];
for (const file of process.argv.slice(2)) {
  const lines = [];
  console.log = (...values) => {
    lines.push(format(...values));
  };
  try {
    await import(pathToFileURL(file).href);
    all.push({ lines });
  } catch (error) {
    all.push({ lines, error: [error.name, error.message] });
  }
}
process.stdout.write(JSON.stringify(all));
