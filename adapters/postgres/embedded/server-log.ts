import { open, rename, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

const logBytesMax = 10 * 1024 * 1024
const tailBytesMax = 4_000

/** The server's log, opened for a start. A file and no pipe: a pipe ends with our process and takes the server along. */
export interface ServerLog {
  path: string
  file: FileHandle
  /** What was written since it was opened, its last 4,000 bytes. */
  readTail(): Promise<string>
}

/** Opens `server.log`, moving a large one aside to `server.log.1` (an earlier one of which is dropped). */
export async function openServerLog(directory: string): Promise<ServerLog> {
  const path = join(directory, 'server.log')
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > logBytesMax) await rename(path, `${path}.1`)
  const file = await open(path, 'a', 0o600)
  const start = (await file.stat()).size
  return { path, file, readTail: () => readTail(path, start) }
}

async function readTail(path: string, start: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const from = Math.max(start, size - tailBytesMax)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    return buffer.subarray(0, bytesRead).toString().trim()
  } finally {
    await file.close()
  }
}
