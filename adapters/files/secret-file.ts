import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createFileOnce } from './create-file-once.ts'

/** A secret's file is not as it must be. The message names the file, never its content. */
export class SecretFileRefused extends Error {
  override readonly name = 'SecretFileRefused'
}

/**
 * The secret in a file, created at random if the file is missing (several processes at once get the same one).
 * Throws SecretFileRefused where others than its owner may read it, or its length is another one.
 */
export async function readOrCreateSecret(path: string, bytes = 32): Promise<Buffer> {
  const found = await readSecret(path, bytes)
  if (found !== undefined) return found
  await makeDirectory(dirname(path))
  await createFileOnce(path, randomBytes(bytes))
  const created = await readSecret(path, bytes)
  if (created === undefined) throw new SecretFileRefused(`${path} vanished while it was created.`)
  return created
}

/** As its parent, where root makes it: whose the rest is must be able to read it. */
async function makeDirectory(directory: string): Promise<void> {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (made === undefined || process.getuid?.() !== 0) return
  const { uid, gid } = await stat(dirname(directory))
  if (uid !== 0) await chown(directory, uid, gid)
}

/** The secret in a file; undefined where there is none. Throws SecretFileRefused. */
export async function readSecret(path: string, bytes = 32): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    // Of the open file, not of the name: nobody can exchange it in between.
    refuseOpenToOthers(path, (await file.stat()).mode)
    const secret = await file.readFile()
    refuseOtherLength(path, secret.length, bytes)
    return secret
  } finally {
    await file.close()
  }
}

function refuseOpenToOthers(path: string, mode: number): void {
  // Windows keeps its permissions elsewhere, and reports these bits as set.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  const found = (mode & 0o777).toString(8).padStart(4, '0')
  throw new SecretFileRefused(
    `${path} holds a secret and is open to others (mode ${found}). Make it 0600, and consider the secret known.`,
  )
}

function refuseOtherLength(path: string, found: number, expected: number): void {
  if (found === expected) return
  throw new SecretFileRefused(
    `${path} holds a secret of ${found} bytes; ${expected} are expected. Restore the right file from a backup.`,
  )
}
