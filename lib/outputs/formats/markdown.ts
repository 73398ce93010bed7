import MarkdownIt from 'markdown-it';
import { Displayable } from '../../display/display.js';
import type { FormatReader } from '../reader.js';

/**
 * Markdown. HTML in it is text, links lead nowhere but to the web, and pictures are links: a front end would let a job's file run
 * scripts and ask servers for pictures. Formulas are the front end's to set.
 */
const renderer = new MarkdownIt({ html: false, linkify: false });
renderer.renderer.rules['image'] = (tokens, index) => {
  const { content } = tokens[index]!;
  const source = String(tokens[index]!.attrGet('src') ?? '');
  const { escapeHtml } = renderer.utils;
  return `<a href="${escapeHtml(source)}">${escapeHtml(content || source)}</a>`;
};

/** More is shown as it stands. */
const mostCharacters = 1_000_000;

export const markdownReader: FormatReader = {
  async show(file, options) {
    const text = await file.text(options);
    return new Displayable(() =>
      text.length > mostCharacters
        ? { 'text/plain': text.slice(0, mostCharacters) }
        : { 'text/html': renderer.render(text), 'text/plain': text },
    );
  },
};
