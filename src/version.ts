import { readFileSync } from 'node:fs'

/** The version in package.json, which lies beside `src` in a clone and in the package beside the JavaScript. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
