import { existsSync } from 'node:fs'
import { join } from 'node:path'

const clone = join(import.meta.dirname, '..')

/** A folder of ../shared/data, beside the clone or beside the folder that holds it; undefined elsewhere. */
export const sharedData = (folder: string): string | undefined =>
  ['..', '../..']
    .map((above) => join(clone, above, 'shared/data', folder))
    .find((path) => existsSync(path))
