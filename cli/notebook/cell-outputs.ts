import type { Output } from './format.js';

/** Any message on the kernel's iopub channel, as far as it concerns outputs. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

/**
 * Turns what a kernel publishes into the outputs of cells, as a front end does: streams are joined, displays are
 * updated in place in whichever cell shows them, `clear_output` clears.
 */
export class CellOutputs {
  readonly #shown = new Map<string, { data: Record<string, unknown>; metadata: Record<string, unknown> }[]>();
  readonly #clearNext = new WeakSet<Output[]>();

  /** Adds a message to the outputs of the cell that caused it. */
  add(outputs: Output[], { type, content }: OutputMessage): void {
    if (type === 'update_display_data') {
      this.#update(content);
      return;
    }
    if (type === 'clear_output') {
      if (content['wait']) this.#clearNext.add(outputs);
      else outputs.length = 0;
      return;
    }
    const output = this.#output(type, content);
    if (!output) return;
    if (this.#clearNext.delete(outputs)) outputs.length = 0;
    const last = outputs.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text = overwrite(last.text + output.text);
    } else {
      outputs.push(output);
    }
  }

  #output(type: string, content: Record<string, unknown>): Output | undefined {
    const data = (content['data'] ?? {}) as Record<string, unknown>;
    const metadata = (content['metadata'] ?? {}) as Record<string, unknown>;
    switch (type) {
      case 'stream':
        return {
          output_type: 'stream',
          name: String(content['name']),
          text: overwrite(String(content['text'])),
        };
      case 'display_data': {
        const output: Output = { output_type: 'display_data', data, metadata };
        this.#remember(content, output);
        return output;
      }
      case 'execute_result': {
        const count = Number(content['execution_count']);
        const output: Output = { output_type: 'execute_result', execution_count: count, data, metadata };
        this.#remember(content, output);
        return output;
      }
      case 'error': {
        const { ename, evalue, traceback } = content as {
          ename: string;
          evalue: string;
          traceback: string[];
        };
        return { output_type: 'error', ename, evalue, traceback };
      }
      default:
        return undefined;
    }
  }

  #remember(
    content: Record<string, unknown>,
    output: { data: Record<string, unknown>; metadata: Record<string, unknown> },
  ) {
    const id = displayId(content);
    if (id !== undefined) this.#shown.set(id, [...(this.#shown.get(id) ?? []), output]);
  }

  #update(content: Record<string, unknown>): void {
    for (const output of this.#shown.get(displayId(content) ?? '') ?? []) {
      output.data = (content['data'] ?? {}) as Record<string, unknown>;
      output.metadata = (content['metadata'] ?? {}) as Record<string, unknown>;
    }
  }
}

function displayId(content: Record<string, unknown>): string | undefined {
  const id = (content['transient'] as { display_id?: unknown } | undefined)?.display_id;
  return typeof id === 'string' ? id : undefined;
}

/** A lone carriage return goes back to the start of its line, as in a terminal. */
function overwrite(text: string): string {
  return text.replace(/^[^\n]*\r(?!\n|$)/gm, '');
}
