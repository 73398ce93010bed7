import { alignment, escapeHtml } from '../html.js';
import type { MimeBundle } from '../port.js';
import { styled } from '../style.js';
import { type ButtonPlace, marks } from './buttons.js';
import type { Control } from './inputs.js';

/** Controls and what they are set to. */
export interface PanelView {
  readonly controls: ReadonlyMap<string, Control<unknown>>;
  readonly values: ReadonlyMap<string, unknown>;
  readonly place: ButtonPlace | undefined;
}

/** The controls of a function: inputs where a page reaches the kernel, else the values and what to call. */
export function panelView({ controls, values, place }: PanelView): MimeBundle {
  const all = [...controls];
  const list = all.map(([name, { range }]) => ({ name, value: String(values.get(name)), range }));
  const [first] = list;
  const call = `panel.set({ ${first?.name ?? 'name'}: ${first?.value ?? 'value'} })`;
  const key = place ? ` data-tb="${place.key}"` : '';
  const fields = (to: ButtonPlace) =>
    all.map(
      ([name, control]) =>
        `<label class="tb-field"><span>${escapeHtml(name)}</span>${control.html(values.get(name), marks(to, name))}</label>`,
    );
  const rows = list.map(
    ({ name, value, range }) =>
      `<tr><th${alignment(false)} scope="row">${escapeHtml(name)}</th><td${alignment(false)}>${escapeHtml(value)}</td><td${alignment(false, 'tb-soft')}>${escapeHtml(range)}</td></tr>`,
  );
  const html = [
    '<section class="tb tb-card" aria-label="Controls">',
    place ? `<div class="tb-panel" data-tb="${place.key}">${fields(place).join('')}</div>` : '',
    `<div class="tb-row tb-dead"${key}><table><tbody>${rows.join('')}</tbody></table><div class="tb-soft">Keep what <code>controls()</code> returns as <code>panel</code>: <code>await ${escapeHtml(call)}</code> runs it with other values.</div></div>`,
    '</section>',
  ];
  const text = [
    ...list.map(({ name, value, range }) => `${name} = ${value} (${range})`),
    `const panel = controls(...); await ${call} runs it with other values`,
  ];
  return { 'text/html': styled(html.filter(part => part !== '').join('\n')), 'text/plain': text.join('\n') };
}
