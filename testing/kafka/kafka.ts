import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import type { KafkaSettings } from '../../adapters/kafka/settings.ts'
import { clientOptions } from '../../adapters/kafka/settings.ts'
import { freePort } from '../oidc-provider-process.ts'
import {
  kafkaTool,
  propertiesFile,
  startBroker,
  writeProperties,
  type BrokerFiles,
  type RunningBroker,
} from './broker.ts'
import { authorizingProperties, nodeProperties, type Node, type Secured } from './properties.ts'

/** Real brokers on this machine alone. */
export interface RunningKafka {
  readonly settings: KafkaSettings
  /** Ends a broker as a power cut does. They are numbered from 1. */
  kill(node: number): Promise<void>
  start(node: number): Promise<void>
  /** Resolves when each broker that was started answers for itself, and has caught up with the others. */
  ready(): Promise<void>
  /** Ends all and removes their files. */
  stop(): Promise<void>
}

export interface KafkaStart {
  readonly brokers?: 1 | 3
  /** SCRAM-SHA-512 over TLS; otherwise plain. */
  readonly secured?: Secured
  /** Access lists count; of what none speaks everybody may do everything. */
  readonly authorizes?: true
  /** Of the first broker; a free one without it. */
  readonly port?: number
}

/** Formats and starts a cluster in a temporary directory; about five seconds for one broker. */
export const startKafka = async (start: KafkaStart = {}): Promise<RunningKafka> => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-kafka-'))
  const nodes = await chooseNodes(directory, start)
  const files = await Promise.all(
    nodes.map(async (node): Promise<BrokerFiles> => {
      await mkdir(node.directory, { recursive: true })
      const properties = {
        ...nodeProperties(node, nodes, start.secured),
        ...(start.authorizes ? authorizingProperties : {}),
      }
      const own = { directory: node.directory, properties }
      await writeProperties(own)
      return own
    }),
  )
  await format(files, nodes, start.secured)
  const running = new Map<number, RunningBroker>()
  const kafka: RunningKafka = {
    settings: await settingsOf(nodes, start.secured),
    kill: async (node) => {
      await running.get(node)?.kill()
      running.delete(node)
    },
    start: async (node) => {
      const own = files[node - 1]
      if (own && !running.has(node)) running.set(node, await startBroker(own))
    },
    ready: () =>
      whenReady(
        kafka.settings,
        nodes.filter(({ id }) => running.has(id)),
        directory,
      ),
    stop: async () => {
      await Promise.all([...running.values()].map((broker) => broker.kill()))
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  try {
    await Promise.all(nodes.map(({ id }) => kafka.start(id)))
    await kafka.ready()
    return kafka
  } catch (error) {
    await kafka.stop()
    throw error
  }
}

const chooseNodes = async (
  directory: string,
  { brokers = 1, port }: KafkaStart,
): Promise<readonly Node[]> => {
  const nodes: Node[] = []
  for (let id = 1; id <= brokers; id++)
    nodes.push({
      id,
      directory: join(directory, `node-${id}`),
      port: id === 1 && port ? port : await freePort(),
      innerPort: await freePort(),
      controllerPort: await freePort(),
    })
  return nodes
}

const format = async (
  files: readonly BrokerFiles[],
  nodes: readonly Node[],
  secured: Secured | undefined,
): Promise<void> => {
  const scram = secured
    ? ['--add-scram', `SCRAM-SHA-512=[name=${secured.username},password=${secured.password}]`]
    : []
  const controllers = nodes.map(
    ({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}:${kafkaUuid()}`,
  )
  const cluster = kafkaUuid()
  const kind =
    nodes.length > 1 ? ['--initial-controllers', controllers.join(',')] : ['--standalone']
  await Promise.all(
    files.map((own) =>
      kafkaTool(
        'kafka.tools.StorageTool',
        ['format', '-t', cluster, '-c', propertiesFile(own)].concat(kind, scram),
      ),
    ),
  )
}

/** As Kafka's own tool makes them; starting a JVM for each costs a second. A leading dash would be read as an option. */
const kafkaUuid = (): string => {
  const text = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
  return text.startsWith('-') ? kafkaUuid() : text
}

const settingsOf = async (
  nodes: readonly Node[],
  secured: Secured | undefined,
): Promise<KafkaSettings> => {
  const brokers = nodes.map(({ port }) => `127.0.0.1:${port}`)
  if (!secured) return { brokers }
  const { username, password } = secured
  return {
    brokers,
    sasl: { mechanism: 'SCRAM-SHA-512', username, password },
    tls: { ca: await readFile(secured.authorityFile, 'utf8') },
  }
}

const readyWithinMs = 180_000

/**
 * The others list a broker until they have missed it for some seconds, and one that is starting may be killed again by
 * whoever believes them: so each is asked by itself.
 */
const whenReady = async (
  settings: KafkaSettings,
  nodes: readonly Node[],
  directory: string,
): Promise<void> => {
  const deadline = performance.now() + readyWithinMs
  for (const { port } of nodes) {
    const alone = { ...settings, brokers: [`127.0.0.1:${port}`] }
    let missing = await missingOn(alone, nodes.length)
    while (missing !== undefined) {
      if (performance.now() > deadline)
        throw new Error(`Kafka did not come up in ${directory}: ${missing}`)
      await delay(200)
      missing = await missingOn(alone, nodes.length)
    }
  }
}

/** Undefined where this broker knows so many members, and that every replica has what its leader has. */
const missingOn = async (settings: KafkaSettings, members: number): Promise<string | undefined> => {
  const admin = new Admin({ ...clientOptions(settings, 'millrace-test'), retries: 0 })
  admin.on('error', () => undefined)
  try {
    const topics = await admin.listTopics()
    const known = await admin.metadata({ topics, forceUpdate: true })
    if (known.brokers.size < members) return `${known.brokers.size} brokers are members`
    const behind = [...known.topics].filter(([, { partitions }]) =>
      partitions.some(({ isr, replicas }) => isr.length < replicas.length),
    )
    return behind.length > 0 ? `replicas of ${behind[0]?.[0]} are behind` : undefined
  } catch (error) {
    return String(error)
  } finally {
    await admin.close().catch(() => undefined)
  }
}
