import { chmod, mkdir, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * Makes the directory where it is missing, with those above it; its real path. As root the server runs as another
 * account that must be able to pass through, so others may enter (what lies inside is private by itself), not list.
 */
export async function prepareDirectory(directory: string): Promise<string> {
  const target = resolve(directory)
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  const firstMade = await mkdir(target, { recursive: true, mode })
  // Set again, because a strict umask cuts the mode that mkdir is given.
  for (const made of firstMade === undefined ? [] : between(firstMade, target)) {
    await chmod(made, mode)
  }
  return realpath(target)
}

function between(top: string, bottom: string): string[] {
  return top === bottom ? [top] : [...between(top, dirname(bottom)), bottom]
}
