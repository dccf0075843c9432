import { spawnSync } from 'node:child_process'
import { findClosedDirectory } from './directory-access.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/**
 * As whom PostgreSQL runs. It refuses to run as root, so under root one of these ways is taken:
 *
 *   own         not root: as ourselves
 *   switched    as the account `nobody`; needs no new system user
 *   namespace   the data lies where only root may go: root itself, called `nobody` inside a user namespace
 *   capability  the same where user namespaces are closed (most containers): `nobody`, allowed to pass any directory
 */
export type ServerAccount =
  | { kind: 'own' }
  | { kind: 'switched'; uid: number; gid: number }
  | { kind: 'namespace'; uid: number; gid: number }
  | { kind: 'capability'; uid: number; gid: number }

/** The account `nobody` and its group on Linux. */
export const nobody = { uid: 65534, gid: 65534 }

/** A program to spawn such that it runs as the account. */
export interface AccountCommand {
  file: string
  arguments: string[]
  options: { uid?: number; gid?: number; cwd: string }
}

/** Chooses the account for a server whose files lie in `directory` (real path, existing). */
export async function chooseServerAccount(directory: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { kind: 'own' }
  const closed = await findClosedDirectory(directory, nobody)
  if (closed === undefined) return { kind: 'switched', ...nobody }
  for (const kind of ['namespace', 'capability'] as const) {
    if (accountWorks({ kind, ...nobody })) return { kind, ...nobody }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and no other account may enter ${closed}, where its data is to lie. ` +
      'Set MILLRACE_DATA to a directory elsewhere (such as /var/lib/millrace), run as another user, or set DATABASE_URL.',
  )
}

/** Whether this machine allows programs to be run in this way. */
export function accountWorks(account: ServerAccount): boolean {
  const command = commandAs(account, 'true', [])
  return spawnSync(command.file, command.arguments, command.options).status === 0
}

/** The command that runs a program as the account, with the process id of what is spawned. */
export function commandAs(
  account: ServerAccount,
  program: string,
  programArguments: string[],
): AccountCommand {
  switch (account.kind) {
    case 'own':
      return { file: program, arguments: programArguments, options: { cwd: '/' } }
    case 'switched': {
      const { uid, gid } = account
      return { file: program, arguments: programArguments, options: { uid, gid, cwd: '/' } }
    }
    case 'namespace':
      return wrapped('unshare', namespaceArguments(account), program, programArguments)
    case 'capability':
      return wrapped('setpriv', capabilityArguments(account), program, programArguments)
  }
}

/** The user and group that own the server's files, as the file system sees them; undefined for our own. */
export function fileOwner(account: ServerAccount): { uid: number; gid: number } | undefined {
  if (account.kind === 'own') return undefined
  // A user namespace only renames: on the disk the files stay root's.
  if (account.kind === 'namespace') return { uid: 0, gid: 0 }
  return { uid: account.uid, gid: account.gid }
}

function namespaceArguments({ uid, gid }: { uid: number; gid: number }): string[] {
  return ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']
}

function capabilityArguments({ uid, gid }: { uid: number; gid: number }): string[] {
  const pass = '+dac_override'
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  return [...identity, `--inh-caps=${pass}`, `--ambient-caps=${pass}`, '--']
}

function wrapped(
  wrapper: string,
  wrapperArguments: string[],
  program: string,
  programArguments: string[],
): AccountCommand {
  return {
    file: wrapper,
    arguments: [...wrapperArguments, program, ...programArguments],
    options: { cwd: '/' },
  }
}
