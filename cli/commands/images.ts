import { Command } from 'commander';
import { settingsFile, tunebookHome } from '../../lib/model/home.js';
import { ContainerEngines } from '../../service/executors/containers/container-engines.js';
import { usableSettings } from '../usable-settings.js';

/** `tunebook images`: what stands for images on this machine, and what runs the others. */
export function imagesCommand(): Command {
  return new Command('images')
    .description('show the image aliases of settings.json, and what runs all other images')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const { images, containers } = usableSettings();
      const engine = (await new ContainerEngines().find(containers.engine))?.name;
      if (options.json) {
        console.log(JSON.stringify({ images, engine: engine ?? null }));
        return;
      }
      for (const [name, { path, libraryPath, env }] of Object.entries(images)) {
        const more = [
          ['path', path.join(':')],
          ['libraries', libraryPath.join(':')],
          ['variables', Object.keys(env).join(' ')],
        ].flatMap(([what, text]) => (text === '' ? [] : `${what} ${text}`));
        console.log(`${name}: this machine${more.map(text => `, ${text}`).join('')}`);
      }
      const others = engine
        ? `run in containers of ${engine}`
        : 'are refused: no container engine works here';
      console.log(`${Object.keys(images).length > 0 ? 'All other' : 'All'} images ${others}.`);
      console.log(`Aliases are "images" in ${settingsFile(tunebookHome())}.`);
    });
}
