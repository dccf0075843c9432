import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const version = '4.1.1'
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
const directory = join(cache, `kafka-${version}`)
const javaMajorMin = 17
const fetchTimeoutMs = 300_000

const dependency = (group: string, artifact: string, ofVersion: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${ofVersion}</version></dependency>`

const project = `<project>
<modelVersion>4.0.0</modelVersion>
<groupId>millrace</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${dependency('org.apache.kafka', 'kafka_2.13', version)}
${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
</dependencies>
</project>
`

/** What this machine would need to run a broker, or undefined where nothing is missing. */
export const kafkaMissing = async (): Promise<string | undefined> => {
  const java = await javaMajor()
  if (java === undefined) return 'there is no Java on this machine, which Kafka runs on'
  if (java < javaMajorMin) return `Kafka needs Java ${javaMajorMin} or later, and this is ${java}`
  if (existsSync(directory)) return undefined
  try {
    await fetchJars()
    return undefined
  } catch (error) {
    const { code } = error as { code?: unknown }
    return code === 'ENOENT'
      ? 'there is no Maven on this machine, which fetches Kafka'
      : `Maven could not fetch Kafka: ${String((error as Error).message).slice(0, 300)}`
  }
}

/** For `java -cp`. */
export const kafkaClasses = (): string => join(directory, '*')

const javaMajor = async (): Promise<number | undefined> => {
  try {
    const { stderr, stdout } = await run('java', ['-version'])
    const found = /version "(\d+)/.exec(stderr + stdout)
    return found ? Number(found[1]) : undefined
  } catch {
    return undefined
  }
}

/** Into a folder of its own first: several test files may be after them at the same time. */
const fetchJars = async (): Promise<void> => {
  await mkdir(cache, { recursive: true })
  const own = await mkdtemp(join(cache, 'kafka-fetching-'))
  try {
    await writeFile(join(own, 'pom.xml'), project)
    const words = ['-DoutputDirectory=jars', '-DincludeScope=runtime']
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', ...words], {
      cwd: own,
      timeout: fetchTimeoutMs,
    })
    if ((await readdir(join(own, 'jars'))).length === 0) throw new Error('nothing came')
    await rename(join(own, 'jars'), directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error
    })
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
