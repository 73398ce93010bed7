import { SaxesParser } from 'saxes';
import { size } from '../../display/words.js';
import { TooLargeError } from '../../errors/too-large-error.js';
import type { ZipArchive } from '../archives/zip.js';

/** What is told of the elements of an XML file, their names without prefixes. */
export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** More XML of one part of a workbook is not read. */
const mostBytes = 2 ** 30;

/**
 * Reads a part of a workbook as it is unpacked. Entities that a file declares itself are not expanded.
 *
 * @throws Error when it is not well-formed
 * @throws TooLargeError
 */
export async function readXml(archive: ZipArchive, part: string, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false });
  const decoder = new TextDecoder();
  let bytes = 0;
  parser.on('error', error => {
    throw new Error(`${part}: ${error.message}`);
  });
  parser.on('opentag', tag => handlers.open?.(localName(tag.name), tag.attributes as Record<string, string>));
  parser.on('text', text => handlers.text?.(text));
  parser.on('closetag', tag => handlers.close?.(localName(tag.name)));
  for await (const chunk of archive.stream(part)) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new TooLargeError(`${archive.title}: ${part} unpacks to more than ${size(mostBytes)}.`);
    parser.write(decoder.decode(chunk, { stream: true }));
  }
  parser.write(decoder.decode()).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
