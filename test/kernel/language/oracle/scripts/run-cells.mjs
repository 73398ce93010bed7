// Runs the programs of cells that it is sent; tells what each printed and threw.
import { format, stripVTControlCharacters } from 'node:util';
import { Evaluator } from '../../../../../dist/kernel/language/run/evaluator.js';

const evaluator = new Evaluator({ folder: process.argv[2] });
let lines = [];
console.log = (...values) => {
  lines.push(format(...values));
};

process.on('message', async program => {
  lines = [];
  try {
    await evaluator.run(program);
    process.send({ lines });
  } catch (error) {
    const traceback = stripVTControlCharacters(evaluator.describeError(error).traceback.join('\n'));
    const line = Number(/cell\[\d+\]:(\d+)/.exec(traceback)?.[1]);
    process.send({ lines, error: [error.name, error.message], line });
  }
});
