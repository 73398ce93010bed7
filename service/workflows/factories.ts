import type { Parameters } from '../../lib/model/parameters.js';
import type { FactoryJson } from '../../lib/model/workflow.js';

type Sweep = Extract<FactoryJson, { type: 'parameterSweep' }>;
type Value = number | string | boolean;

/** No service makes so many jobs, so that their number need not be exact. */
const countable = 1e9;

/** One parameter: how many values it has, and what they are. */
interface Axis {
  readonly name: string;
  readonly size: number;
  at(index: number): Value;
}

/** How many jobs a factory makes of each template. Nothing is made for it, so that any number can be refused. */
export function factorySize(factory: FactoryJson): number {
  if (factory.type === 'repeat') return factory.number;
  if (factory.type === 'zip') return factory.parameters[0]!.values.length;
  return factory.parameters.reduce((size, parameter) => size * axisOf(parameter).size, 1);
}

/** The parameters of a factory's jobs, by their index from 0; of a sweep the first parameter varies slowest. */
export function parametersOf(factory: FactoryJson): (index: number) => Parameters | undefined {
  if (factory.type === 'repeat') return () => undefined;
  const axes = factory.parameters.map(axisOf);
  if (factory.type === 'zip') return index => record(axes, () => index);
  const strides = axes.map((_, at) => axes.slice(at + 1).reduce((size, axis) => size * axis.size, 1));
  return index => record(axes, at => Math.floor(index / strides[at]!) % axes[at]!.size);
}

function record(axes: readonly Axis[], indexOf: (axis: number) => number): Parameters {
  return Object.fromEntries(
    axes.map(({ name, at }, axis) => {
      const value = at(indexOf(axis));
      return [name, typeof value === 'boolean' ? Number(value) : value];
    }),
  );
}

function axisOf(parameter: Sweep['parameters'][number]): Axis {
  const { name, values } = parameter;
  if (values) return { name, size: values.length, at: index => values[index]! };
  // All three are there: the schema sees to it.
  const { start = 0, end = 0, step = 1 } = parameter;
  const digits = Math.max(decimals(start), decimals(step));
  // Sums of decimal fractions are decimal fractions: 0.1 + 2 * 0.1 is 0.3.
  const at = (index: number) => {
    const sum = start + index * step;
    return digits <= 100 && Math.abs(sum) < 1e21 ? Number(sum.toFixed(digits)) : sum;
  };
  let size = Math.max(1, Math.floor((end - start) / step));
  if (size > countable) return { name, size, at };
  while (size > 1 && at(size - 1) > end) size -= 1;
  while (at(size) <= end) size += 1;
  return { name, size, at };
}

/** Digits behind the point of a number as JavaScript writes it, which is the shortest way. */
function decimals(value: number): number {
  const [mantissa, exponent] = String(value).split('e');
  const written = mantissa!.split('.')[1]?.length ?? 0;
  return Math.max(0, written - Number(exponent ?? 0));
}
