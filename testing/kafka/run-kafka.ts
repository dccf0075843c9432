import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { certificateFolder } from '../certificates.ts'
import { kafkaMissing } from './jars.ts'
import { startKafka, type KafkaStart } from './kafka.ts'

// Behind `npm run kafka`: Apache Kafka on this machine alone, until Ctrl-C. What it holds is gone afterwards.
//
//   npm run kafka                           one broker
//   npm run kafka -- --brokers 3            three of them
//   npm run kafka -- --secured              SCRAM-SHA-512 over TLS
//   npm run kafka -- --port 9092            the first broker's port
const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: '1' },
    secured: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
})
if (values.brokers !== '1' && values.brokers !== '3') stop('--brokers is 1 or 3')
const missing = await kafkaMissing()
if (missing !== undefined) stop(missing)

const folder = await certificateFolder()
const start: KafkaStart = {
  brokers: values.brokers === '3' ? 3 : 1,
  ...(values.port ? { port: Number(values.port) } : {}),
  ...(values.secured ? { secured: await secure() } : {}),
}
const kafka = await startKafka(start)
console.log(`KAFKA_BROKERS=${kafka.settings.brokers.join(',')}`)
if (start.secured) {
  console.log(`KAFKA_SASL_USERNAME=${start.secured.username}`)
  console.log(`KAFKA_SASL_PASSWORD=${start.secured.password}`)
  console.log(`KAFKA_TLS_CA_FILE=${start.secured.authorityFile}`)
}
console.log('Ctrl-C ends it.')
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
await kafka.stop()
await folder.remove()
process.exit(0)

async function secure() {
  const authority = await folder.authority('kafka')
  const wanted = { altNames: 'IP:127.0.0.1', usage: 'serverAuth' } as const
  const broker = await authority.issue('broker', wanted)
  const keyFile = join(folder.directory, 'broker-both.pem')
  await writeFile(keyFile, broker.key + broker.certificate, { mode: 0o600 })
  const authorityFile = authority.certificateFile
  return { username: 'millrace', password: 'millrace', keyFile, authorityFile }
}

function stop(reason: string): never {
  console.error(reason)
  process.exit(1)
}
