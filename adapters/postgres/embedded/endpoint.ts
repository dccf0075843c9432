import { createHash, randomBytes } from 'node:crypto'
import { chmod, readFile, realpath, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PostmasterFile } from './postmaster-file.ts'
import { makeOwnDirectory } from './private-directory.ts'
import { fileOwner, type ServerAccount } from './server-account.ts'

/** Where clients find the server; `host` is a directory where it holds a socket. The shape that `pg` takes. */
export interface Connection {
  host: string
  port: number
  user: string
  database: string
  /** Only on Windows, where the server listens on the loopback address. */
  password?: string
}

/** How the server is reached: what clients use, and the server's settings that make it so. */
export interface Endpoint {
  connection: Connection
  settings: Record<string, string>
}

// The kernel takes 107 bytes at most, and cuts or refuses longer ones.
const socketPathBytesMax = 106
const socketPort = 5432
const name = { user: 'millrace', database: 'millrace' }

/** Chooses and prepares the endpoint of the server whose files lie in `directory`. */
export function prepareEndpoint(directory: string, account: ServerAccount): Promise<Endpoint> {
  return process.platform === 'win32'
    ? prepareLoopback(directory)
    : prepareSocket(directory, account)
}

/** The connection as a URL, as DATABASE_URL takes it. */
export function databaseUrl({ host, port, user, database, password }: Connection): string {
  if (password !== undefined) return `postgresql://${user}:${password}@${host}:${port}/${database}`
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
}

// No port is opened: the permissions of the socket's directory say who may connect, and no password is needed.
async function prepareSocket(directory: string, account: ServerAccount): Promise<Endpoint> {
  const host = await chooseSocketDirectory(directory)
  await makeOwnDirectory(host, 0o700, fileOwner(account))
  return {
    connection: { host, port: socketPort, ...name },
    settings: {
      listen_addresses: '',
      unix_socket_directories: host,
      unix_socket_permissions: '0700',
      port: String(socketPort),
    },
  }
}

/** The directory for the socket: beside the data, or a short one under the temporary directory, always the same. */
export async function chooseSocketDirectory(directory: string): Promise<string> {
  const beside = join(directory, 'socket')
  if (fits(beside)) return beside
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  const temporary = join(await realpath(tmpdir()), `millrace-${hash}`)
  return fits(temporary) ? temporary : join('/tmp', `millrace-${hash}`)
}

function fits(socketDirectory: string): boolean {
  return Buffer.byteLength(join(socketDirectory, `.s.PGSQL.${socketPort}`)) <= socketPathBytesMax
}

// Windows has no socket directories with permissions: the loopback address and a password of the installation's own.
async function prepareLoopback(directory: string): Promise<Endpoint> {
  const password = await readOrCreatePassword(join(directory, 'password'))
  const port = await freePort()
  return {
    connection: { host: '127.0.0.1', port, ...name, password },
    settings: { listen_addresses: '127.0.0.1', port: String(port) },
  }
}

/** How a server that runs already is reached, by what it says of itself. Makes and changes nothing. */
export async function runningEndpoint(
  directory: string,
  { port, socketDirectory }: Pick<PostmasterFile, 'port' | 'socketDirectory'>,
): Promise<Connection> {
  if (process.platform !== 'win32') return { host: socketDirectory, port, ...name }
  const password = (await readFile(join(directory, 'password'), 'utf8')).trim()
  return { host: '127.0.0.1', port, ...name, password }
}

async function readOrCreatePassword(path: string): Promise<string> {
  await writeFile(path, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  await chmod(path, 0o600)
  return (await readFile(path, 'utf8')).trim()
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
