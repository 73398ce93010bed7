import { parse } from 'smol-toml';
import { valuesReader } from './values.js';

/** TOML 1.0. Dates with a time zone are dates; whole numbers that a number does not keep are big ones. */
export const tomlReader = valuesReader('TOML', text => parse(text, { integersAsBigInt: 'asNeeded' }));
