import { barHtml, cardHtml } from './card.js';
import { words } from './phrases.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import type { Tone } from './tone.js';
import { duration, moment, size } from './words.js';

/** An upload or a download as it stands. */
export interface TransferView {
  /** What is done with what, as in `Uploading data.h5`. */
  readonly what: string;
  readonly bytes: number;
  /** All bytes, where that is known. */
  readonly total?: number | undefined;
  /** Bytes in each second. */
  readonly perSecond?: number | undefined;
  /** The time of the view, in Unix seconds. */
  readonly now: number;
  /** Nothing moves any more: all is there, or it was given up. */
  readonly over?: boolean | undefined;
  /** What is to be said in place of the numbers. */
  readonly said?: string | undefined;
}

/** How far a transfer is, in a line and a bar. */
export function transferCard(view: TransferView): MimeBundle {
  const { what, bytes, total, over = false, said } = view;
  const complete = over && (total === undefined || bytes >= total);
  const percent = total ? Math.min(100, Math.floor((100 * bytes) / total)) : undefined;
  const [tone, state]: [Tone, string] = complete
    ? ['ok', 'done']
    : over
      ? ['off', 'stopped']
      : ['run', 'moving'];
  const numbers = said ?? amounts(view, percent);
  const right = over || said !== undefined ? '' : timeLeft(view);
  // A transfer does not outlive the kernel.
  const asOf = over || said !== undefined ? '' : `as of ${moment(view.now)}`;
  const head = { label: `${what}, ${state}`, tone, state, name: what, what: words(numbers, asOf), right };
  const bar = percent === undefined || over ? '' : barHtml(percent / 100, what);
  const tail = right === '' ? '' : `, ${right}`;
  const stopped = over && !complete ? '; stopped' : '';
  return {
    'text/html': styled(cardHtml(head, [bar])),
    'text/plain': said ?? `${what}: ${numbers}${tail}${stopped}`,
  };
}

function amounts({ bytes, total, perSecond, over }: TransferView, percent: number | undefined): string {
  const part = total === undefined ? size(bytes) : `${size(bytes)} of ${size(total)}`;
  return [
    part,
    percent === undefined ? '' : ` (${percent} %)`,
    perSecond && !over ? `, ${size(perSecond)}/s` : '',
  ].join('');
}

function timeLeft({ bytes, total, perSecond }: TransferView): string {
  return perSecond && total && total > bytes ? `${duration((total - bytes) / perSecond)} left` : '';
}
