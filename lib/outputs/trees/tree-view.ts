import { cut } from '../../display/cut.js';
import { Displayable } from '../../display/display.js';
import { escapeHtml } from '../../display/html.js';
import { styled } from '../../display/style.js';
import { shapeText } from '../arrays/selection.js';
import type { TreeEntry } from './raw.js';

/** Of more entries only the first are shown. */
const most = 500;
const longest = 120;

/** A tree of groups and datasets: each with its type, shape and attributes, in lists that fold. */
export function treeView(entries: readonly TreeEntry[], caption: string): Displayable {
  const shown = entries.slice(0, most);
  const left = entries.length - shown.length;
  const more = left > 0 ? `${left} more are not shown` : '';
  return new Displayable(() => ({
    'text/html': styled(
      `<div class="tb"><div><code>${escapeHtml(caption)}</code></div>${listHtml(shown, '/')}<div class="tb-soft">${escapeHtml(more)}</div></div>`,
    ),
    'text/plain': [caption, ...shown.map(entryText), more].filter(Boolean).join('\n'),
  }));
}

function listHtml(entries: readonly TreeEntry[], parent: string): string {
  const root = entries.find(({ path }) => path === '/' && parent === '/');
  const children = entries.filter(entry => entry.path !== '/' && parentOf(entry) === parent);
  const items = children.map(entry => `<li>${itemHtml(entry, entries)}</li>`).join('');
  const own = root ? attributesHtml(root) : '';
  return items === ''
    ? own
    : `${own}<ul style="margin:2px 0;padding-left:20px;list-style:none">${items}</ul>`;
}

function itemHtml(entry: TreeEntry, entries: readonly TreeEntry[]): string {
  const name = `<code>${escapeHtml(nameOf(entry))}</code>`;
  const facts = escapeHtml(factsOf(entry));
  const inside = attributesHtml(entry) + (entry.kind === 'group' ? listHtml(entries, entry.path) : '');
  const line = `${name} <span class="tb-soft">${facts}</span>`;
  if (inside === '') return line;
  return `<details${entry.kind === 'group' ? ' open' : ''}><summary>${line}</summary>${inside}</details>`;
}

function attributesHtml({ attributes }: TreeEntry): string {
  const rows = Object.entries(attributes).map(
    ([name, value]) => `<div><code>${escapeHtml(name)}</code> = ${escapeHtml(valueText(value))}</div>`,
  );
  return rows.length === 0 ? '' : `<div class="tb-soft" style="padding-left:20px">${rows.join('')}</div>`;
}

function entryText(entry: TreeEntry): string {
  const indent = '  '.repeat(entry.path === '/' ? 0 : entry.path.split('/').length - 1);
  const attributes = Object.entries(entry.attributes).map(([name, value]) => `${name}=${valueText(value)}`);
  const facts = [nameOf(entry), factsOf(entry), attributes.join(', ')].filter(Boolean).join('  ');
  const line = `${indent}${facts}`;
  return cut(line, longest);
}

function factsOf({ kind, shape, dtype, dimensions, target }: TreeEntry): string {
  if (kind === 'link') return `→ ${target ?? '?'}`;
  if (kind === 'group') return '';
  if (shape === null || shape === undefined) return `${dtype} · empty`;
  const axes = dimensions ? shape.map((length, axis) => `${dimensions[axis]} ${length}`).join(' × ') : '';
  return `${dtype} · ${axes || shapeText(shape)}`;
}

function nameOf({ path, kind }: TreeEntry): string {
  const name = path === '/' ? '' : path.slice(path.lastIndexOf('/') + 1);
  return kind === 'group' ? `${name}/` : name;
}

function parentOf({ path }: TreeEntry): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, bigAsText) ?? '');
  return cut(text, longest);
}

function bigAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
