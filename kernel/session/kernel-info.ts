import { readFileSync } from 'node:fs';
import type { JsonObject } from '../wire/fields.js';
import { protocolVersion } from '../wire/message.js';

const { version } = readPackage(new URL('../../../package.json', import.meta.url));
const typescript = readPackage(new URL(import.meta.resolve('typescript/package.json')));

/** The content of kernel_info_reply. */
export const kernelInfo: JsonObject = {
  status: 'ok',
  protocol_version: protocolVersion,
  implementation: 'tunebook',
  implementation_version: version,
  language_info: {
    name: 'typescript',
    version: typescript.version,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    pygments_lexer: 'typescript',
    codemirror_mode: 'typescript',
    nbconvert_exporter: 'script',
  },
  banner: `Tunebook ${version}: TypeScript on Node ${process.versions.node}`,
  help_links: [
    { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/intro.html' },
    { text: 'Node.js', url: 'https://nodejs.org/docs/latest/api/' },
  ],
  debugger: false,
  supported_features: ['kernel subshells'],
};

function readPackage(file: URL): { version: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string };
}
