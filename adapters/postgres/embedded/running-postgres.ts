import { realpath } from 'node:fs/promises'
import { clusterDirectory } from './cluster.ts'
import { runningEndpoint, type Connection } from './endpoint.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { isServerOf } from './server-process.ts'

/**
 * The server that somebody else runs on the directory; undefined while none takes connections. For whoever looks beside
 * a running installation, maybe of another release: what runs is never stopped, replaced or set up anew for that.
 */
export const runningPostgres = async (directory: string): Promise<Connection | undefined> => {
  const real = await realpath(directory)
  const cluster = clusterDirectory(real)
  const file = await readPostmasterFile(cluster)
  if (file?.status !== 'ready' || !isServerOf(cluster, file.pid)) return undefined
  return runningEndpoint(real, file)
}
