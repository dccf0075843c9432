import { constants } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import { createLibraryLinks } from './library-links.ts'

const partsNeeded = ['bin', 'lib', 'share', 'pg-symlinks.json']

/** Copies the PostgreSQL programs (60 MB) to a directory `<target>/native` that every account can read. */
export async function copyNative(nativeDirectory: string, target: string): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { recursive: true, force: true })
  const copy = join(partial, 'native')
  await makeReadableDirectory(partial)
  await makeReadableDirectory(copy)
  for (const part of partsNeeded) await copyTree(join(nativeDirectory, part), join(copy, part))
  await createLibraryLinks(copy)
  // Renamed when complete, so that a copy that was cut short is never taken for a whole one.
  await rm(target, { recursive: true, force: true })
  await rename(partial, target)
}

async function copyTree(from: string, to: string): Promise<void> {
  const found = await stat(from).catch(() => undefined)
  if (found === undefined) return
  if (!found.isDirectory()) return copyReadableFile(from, to, found.mode)
  await makeReadableDirectory(to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isSymbolicLink()) await symlink(await readlink(source), copy)
    else await copyTree(source, copy)
  }
}

// The mode is set apart from the creation: a strict umask would otherwise make the copy unreadable.
async function copyReadableFile(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await chmod(to, (mode & 0o111) === 0 ? 0o644 : 0o755)
}

async function makeReadableDirectory(directory: string): Promise<void> {
  await mkdir(directory)
  await chmod(directory, 0o755)
}
