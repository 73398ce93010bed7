import { tunebookHome } from '../lib/model/home.js';
import { readSettings, type Settings, SettingsError } from '../service/settings.js';
import { CommandError } from './command-error.js';

/** The settings as the service would read them now. @throws {CommandError} tells what is wrong with the file */
export function usableSettings(): Settings {
  try {
    return readSettings(tunebookHome());
  } catch (cause) {
    if (cause instanceof SettingsError) throw new CommandError(cause.message, undefined, { cause });
    throw cause;
  }
}
