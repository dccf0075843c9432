import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = fileURLToPath(new URL('console-build-program.ts', import.meta.url))

// Builds that another process may still serve files of are kept for a while.
const buildsKeptMax = 3
const abandonedAfterMs = 3_600_000
const buildTimeoutMs = 120_000
const outputBytesMax = 4_000_000

export interface ConsoleBuildOptions {
  /** Takes the build where the clone itself cannot be written to. */
  readonly writableFallback: string
}

/**
 * The directory of the built console. It is named for a digest of everything that it is made of, so that what
 * is there is whole and up to date, and is built only once. Several processes may ask at the same time.
 */
export const buildConsole = ({ writableFallback }: ConsoleBuildOptions): Promise<string> =>
  buildConsoleIn([join(root, 'console', 'dist'), writableFallback])

/** The same in the first of these places that has it already, or else that can be written to. */
export const buildConsoleIn = async (places: readonly string[]): Promise<string> => {
  const digest = await digestOf(await sourceFiles())
  for (const place of places) {
    const built = join(place, digest)
    // Some other program may have the clone: what is read there was made from the same sources.
    if (await isThere(join(built, 'index.html'))) return used(built)
  }
  for (const place of places) if (await isWritable(place)) return buildIn(place, digest)
  throw new Error(`The console can be built neither in ${places.join(' nor in ')}: not writable`)
}

/** Builds aside and moves the whole into its place: a half build is never seen, and the first one wins. */
const buildIn = async (place: string, digest: string): Promise<string> => {
  const built = join(place, digest)
  const aside = join(place, `building-${randomUUID()}`)
  try {
    await runBuild(aside)
    await rename(aside, built).catch(async (error: unknown) => {
      if (!(await isThere(join(built, 'index.html')))) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  await removeOldBuilds(place, digest)
  return built
}

/** In a process of its own: the builder's memory goes with it. */
const runBuild = async (directory: string): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, [program, directory], {
      cwd: root,
      // Whatever this process runs as: another value would bundle the libraries' development versions.
      env: { ...process.env, NODE_ENV: 'production' },
      timeout: buildTimeoutMs,
      maxBuffer: outputBytesMax,
    })
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string }
    throw new Error(`The console could not be built: ${stderr.trim() || String(error)}`, {
      cause: error,
    })
  }
}

/** Everything that the build reads, in a fixed order. */
const sourceFiles = async (): Promise<readonly string[]> => {
  const isOutput = (path: string): boolean => /^console[/\\]dist[/\\]/.test(relative(root, path))
  const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
  const listed = await Promise.all(
    ['console', join('contexts', 'payments', 'samples')].map((folder) =>
      filesUnder(join(root, folder)),
    ),
  )
  const sources = listed.flat().filter((path) => !isOutput(path) && !isTest(path))
  return [...sources.sort(), join(root, 'package-lock.json'), program]
}

const filesUnder = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

const digestOf = async (files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = await readFile(file)
    hash.update(`${relative(root, file).replaceAll(sep, '/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const isWritable = async (place: string): Promise<boolean> => {
  const probe = join(place, `building-${randomUUID()}`)
  try {
    await mkdir(probe, { recursive: true })
    await rm(probe, { recursive: true })
    return true
  } catch {
    return false
  }
}

/** Marks a build as one that is still in use. */
const used = async (built: string): Promise<string> => {
  const now = new Date()
  await utimes(built, now, now).catch(() => undefined)
  return built
}

const removeOldBuilds = async (place: string, digest: string): Promise<void> => {
  const names = (await readdir(place)).filter((name) => name !== digest)
  const aged = await Promise.all(
    names.map(async (name) => ({ name, usedAt: await lastUseOf(join(place, name)) })),
  )
  const builds = aged.filter(({ name }) => /^[0-9a-f]{16}$/.test(name))
  const old = builds.sort((one, other) => other.usedAt - one.usedAt).slice(buildsKeptMax - 1)
  const abandoned = aged.filter(
    ({ name, usedAt }) => name.startsWith('building-') && usedAt < Date.now() - abandonedAfterMs,
  )
  for (const { name } of [...old, ...abandoned])
    await rm(join(place, name), { recursive: true, force: true })
}

/** Milliseconds since the epoch; 0 for what another process has just removed. */
const lastUseOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
