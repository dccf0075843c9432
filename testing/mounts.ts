import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs a program of the system; throws with what it said where it fails. */
export const run = (program: string, ...parameters: string[]): void => {
  const { status, error, stderr } = spawnSync(program, parameters, { encoding: 'utf8' })
  if (status === 0) return
  if (error && 'code' in error && error.code === 'ENOENT')
    throw new Error(`${program} is not installed`)
  throw new Error(`${program} ${parameters.join(' ')}: ${error?.message ?? stderr.trim()}`)
}

/** Makes a file that holds a file system, and mounts it: `mkfs` with its parameters. */
export const mountImage = async (
  image: string,
  sizeBytes: number,
  [mkfs, ...parameters]: readonly [string, ...string[]],
): Promise<string> => {
  const directory = `${image}.mounted`
  await mkdir(directory)
  await writeFile(image, '')
  await truncate(image, sizeBytes)
  run(mkfs, ...parameters, image)
  run('mount', '-o', 'loop', image, directory)
  return directory
}

/** The loop device goes with it. */
export const unmount = (directory: string): void => {
  const gentle = spawnSync('umount', [directory])
  // Something still has a file open there: it goes when that does.
  if (gentle.status !== 0) spawnSync('umount', ['--lazy', directory])
}

/** Why this machine cannot mount images of these file systems, or undefined where it can. */
export const loopMountsMissing = async (
  makers: readonly (readonly [string, ...string[]])[],
): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'loop mounts are a thing of Linux'
  if (process.getuid?.() !== 0) return 'only root may mount an image'
  const directory = await mkdtemp(join(tmpdir(), 'millrace-loop-'))
  try {
    for (const [index, maker] of makers.entries()) {
      const mounted = await mountImage(join(directory, String(index)), 320 * 2 ** 20, maker)
      unmount(mounted)
    }
    return undefined
  } catch (error) {
    return `an image cannot be made and mounted here (${(error as Error).message})`
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Why this machine cannot mount a small file system in memory, or undefined where it can. */
export const tmpfsMissing = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'tmpfs is a thing of Linux'
  if (process.getuid?.() !== 0) return 'only root may mount a file system'
  const directory = await mkdtemp(join(tmpdir(), 'millrace-tmpfs-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory)
    unmount(directory)
    return undefined
  } catch (error) {
    return `a file system in memory cannot be mounted here (${(error as Error).message})`
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
