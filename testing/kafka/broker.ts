import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { kafkaClasses } from './jars.ts'

const run = promisify(execFile)

/** Small and quick to start: it serves tests. */
const java = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp']

/** Runs one of Kafka's own tools. */
export const kafkaTool = async (name: string, words: readonly string[]): Promise<string> => {
  const { stdout } = await run('java', [...java, kafkaClasses(), name, ...words])
  return stdout
}

export interface BrokerFiles {
  readonly directory: string
  readonly properties: Readonly<Record<string, string | number>>
}

export const propertiesFile = ({ directory }: BrokerFiles): string =>
  join(directory, 'server.properties')

export const writeProperties = async (files: BrokerFiles): Promise<void> => {
  const lines = Object.entries(files.properties).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(propertiesFile(files), lines.join(''))
}

export interface RunningBroker {
  /** Ends it as a power cut does. */
  kill(): Promise<void>
}

/**
 * Starts a broker that has been formatted. A shell stands between, which ends it when this process is gone:
 * Kafka does not look at its parent.
 */
export const startBroker = async (files: BrokerFiles): Promise<RunningBroker> => {
  const log = await open(join(files.directory, 'server.log'), 'a')
  const script = '"$@" & trap "kill -9 $!" EXIT; cat'
  const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
  const words = [...java, kafkaClasses(), quiet, 'kafka.Kafka', propertiesFile(files)]
  const child = spawn('/bin/sh', ['-c', script, 'sh', 'java', ...words], {
    stdio: ['pipe', log.fd, log.fd],
  })
  await log.close()
  return { kill: () => end(child) }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
}
