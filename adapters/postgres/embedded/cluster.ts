import { chown, lstat, readdir, readFile, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { makeOwnDirectory } from './private-directory.ts'
import { runProgram } from './run-program.ts'
import type { RunnableNative } from './runnable-native.ts'
import { fileOwner, type ServerAccount } from './server-account.ts'

// A new cluster takes 39 MB, and its first segments of the write-ahead log as much again.
const freeBytesMin = 128 * 1024 * 1024

/** The directory of PostgreSQL's own files within the directory that was given to us. */
export function clusterDirectory(directory: string): string {
  return join(directory, 'cluster')
}

/** Makes sure of a cluster that this server can run on: creates it, or checks the version and owner of the one there. */
export async function prepareCluster(
  directory: string,
  native: RunnableNative,
  account: ServerAccount,
  passwordFile: string | undefined,
): Promise<void> {
  const cluster = clusterDirectory(directory)
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(ignoreMissing)
  if (version === undefined) return createCluster(directory, native, account, passwordFile)
  refuseOtherVersion(cluster, Number(version), native.majorVersion)
  await giveCluster(cluster, account)
}

// It is made under another name and renamed when complete: what a crash leaves behind is never taken for a cluster.
async function createCluster(
  directory: string,
  native: RunnableNative,
  account: ServerAccount,
  passwordFile: string | undefined,
): Promise<void> {
  await refuseFullDisk(directory)
  const partial = join(directory, 'cluster.partial')
  await rm(partial, { recursive: true, force: true })
  await makeOwnDirectory(partial, 0o700, fileOwner(account))
  const initdb = join(native.directory, 'bin', 'initdb')
  const result = await runProgram(account, initdb, initdbArguments(partial, passwordFile))
  if (result.exitCode !== 0) {
    await rm(partial, { recursive: true, force: true })
    throw new EmbeddedPostgresError(
      `PostgreSQL could not create its files in ${directory}: ${result.output.trim()}`,
    )
  }
  await rename(partial, clusterDirectory(directory))
}

// The locale provider is PostgreSQL's own: text sorts alike on every operating system, and an update of the system's
// libraries cannot change an order that an index relies on.
function initdbArguments(cluster: string, passwordFile: string | undefined): string[] {
  const authentication =
    passwordFile === undefined
      ? ['--auth=trust']
      : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  // A segment of the write-ahead log that is not there yet is filled with zeros and flushed while commits wait: 20 ms for
  // each 16 MB, a third of that for 4.
  const format = ['--encoding=UTF8', '--data-checksums', '--wal-segsize=4', '--no-instructions']
  return [`--pgdata=${cluster}`, '--username=millrace', ...authentication, ...locale, ...format]
}

async function refuseFullDisk(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  if (bavail * bsize >= freeBytesMin) return
  throw new EmbeddedPostgresError(
    `There is no space left for a database in ${directory}: ${megabytes(bavail * bsize)} are free, ` +
      `${megabytes(freeBytesMin)} are needed. Free some, or choose another MILLRACE_DATA.`,
  )
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MB`
}

function refuseOtherVersion(cluster: string, found: number, ours: number): void {
  if (found === ours) return
  throw new EmbeddedPostgresError(
    `The data in ${cluster} is of PostgreSQL ${found}, and the embedded PostgreSQL is ${ours}. ` +
      'Export it with the release of Millrace that wrote it, and import it here.',
  )
}

// The account changes when a directory is moved, or made passable: PostgreSQL wants to own its files.
async function giveCluster(cluster: string, account: ServerAccount): Promise<void> {
  const found = await lstat(cluster)
  const owner = fileOwner(account)
  if (owner !== undefined && found.uid !== owner.uid) return giveTree(cluster, owner)
  if (owner === undefined && found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new EmbeddedPostgresError(
      `The data in ${cluster} belongs to user ${found.uid}. Run as that user or as root, or change its owner.`,
    )
  }
}

// The directory itself comes last: when this is cut short, the next start does it again.
async function giveTree(path: string, owner: { uid: number; gid: number }): Promise<void> {
  const found = await lstat(path)
  if (found.isDirectory()) {
    for (const entry of await readdir(path)) await giveTree(join(path, entry), owner)
  }
  if (found.isSymbolicLink()) return
  await chown(path, owner.uid, owner.gid)
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  if (error.code === 'EACCES') {
    throw new EmbeddedPostgresError(
      `The database's files may not be read: ${error.message}. Run as the user that created them, or as root.`,
    )
  }
  throw error
}
