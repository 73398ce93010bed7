/** Cells of equal width between round numbers (on a logarithmic axis of equal ratio) that hold everything from `low` to `high`. */
export class Edges {
  readonly #start: number;
  readonly #step: number;
  readonly #log: boolean;
  readonly count: number;

  constructor(low: number, high: number, count: number, log = false) {
    this.#log = log;
    const from = log ? Math.log10(low) : low;
    const to = log ? Math.log10(high) : high;
    const step = to > from ? roundStep((to - from) / count) : Math.abs(from) * 0.1 || 1;
    this.#step = step;
    this.#start = to > from ? Math.floor(from / step + 1e-9) * step : from - step / 2;
    this.count = Math.max(1, Math.ceil((to - this.#start) / step - 1e-9));
  }

  /** The cell that a value is in. */
  cellOf(value: number): number {
    const at = ((this.#log ? Math.log10(value) : value) - this.#start) / this.#step;
    return Math.max(0, Math.min(this.count - 1, Math.floor(at + 1e-9)));
  }

  /** Where a cell begins; the one after the last is where the last ends. */
  edge(cell: number): number {
    const at = this.#start + cell * this.#step;
    return this.#log ? 10 ** at : Number(at.toPrecision(12));
  }
}

/** The step of the form 1, 2, 2.5 or 5 times a power of ten that is next to the one asked. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const [best = 1] = [1, 2, 2.5, 5, 10].sort(
    (a, b) => Math.abs(Math.log(a * power) - Math.log(step)) - Math.abs(Math.log(b * power) - Math.log(step)),
  );
  return best * power;
}
