import { readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

interface LibraryLink {
  /** The real file, relative to the package, such as `native/lib/libpq.so.5.18`. */
  source: string
  /** The name under which programs look for it, such as `native/lib/libpq.so.5`. */
  target: string
}

// npm packages cannot hold symbolic links. The package makes them in an install script, which npm may well not run.
const codesOfReadOnlyPlaces = new Set(['EROFS', 'EACCES', 'EPERM'])

/**
 * Makes the links between library names that PostgreSQL needs to load. May be repeated.
 * A place that cannot be written to is left as it is: the caller finds out by trying the programs.
 */
export async function createLibraryLinks(nativeDirectory: string): Promise<void> {
  for (const link of await readLibraryLinks(nativeDirectory)) {
    if ((await createLink(dirname(nativeDirectory), link)) === 'read-only') return
  }
}

async function readLibraryLinks(nativeDirectory: string): Promise<LibraryLink[]> {
  try {
    return JSON.parse(await readFile(join(nativeDirectory, 'pg-symlinks.json'), 'utf8'))
  } catch (error) {
    // Windows has no such links, and its package has no such file.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function createLink(
  packageDirectory: string,
  { source, target }: LibraryLink,
): Promise<'there' | 'read-only'> {
  try {
    // Relative, so that the links survive when the whole directory is moved.
    await symlink(relative(dirname(target), source), join(packageDirectory, target))
    return 'there'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'EEXIST') return 'there'
    if (codesOfReadOnlyPlaces.has(code)) return 'read-only'
    throw error
  }
}
