import type { ConnectedRail } from '../contexts/payments/routing/rails.ts'
import { connectSimulatedRail } from '../adapters/rails/simulated/rail.ts'
import { letCollectorYield } from '../adapters/node/yielding-collector.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { webhookCaller } from '../adapters/webhooks/caller.ts'
import { derivedSigningKeys } from '../adapters/webhooks/signing-keys.ts'
import { createFirstAdministrator } from '../contexts/access/first-administrator.ts'
import { Closing } from '../processes/closing.ts'
import { readConfig } from '../processes/config.ts'
import { contexts, logNames } from '../processes/contexts.ts'
import { openFoundation } from '../processes/foundation.ts'
import { openLog } from '../processes/log.ts'
import { openMeasures } from '../processes/measures.ts'
import { openContexts } from '../processes/open-contexts.ts'
import { openDatabases } from '../processes/open-databases.ts'
import { openGateway } from '../processes/open-gateway.ts'
import { OpenedResources } from '../processes/resources.ts'
import { runViews } from '../processes/run-context.ts'
import { readSecrets } from '../processes/secrets.ts'

/*
 * An installation that takes commands and keeps its views, and does not act on the world: no policies, timers
 * and calls of the rail, which would be measured along with the commands that came over HTTP.
 */
letCollectorYield()
const config = readConfig(process.env)
const log = openLog(config.logLevel)
const closing = new Closing()
const measures = openMeasures()
const databases = await openDatabases(config, (line) => log.info(line))
closing.add('the databases', () => databases.close())
const secrets = await readSecrets(config, databases)
await migrate(databases.pool, [...logNames])
const foundation = await openFoundation(databases, secrets.masterKey, measures.tracer)
closing.add('the connections to the database', () => foundation.close())
const rail = connectSimulatedRail({ url: 'http://127.0.0.1:9', secret: secrets.railSecret })
closing.add('calls of the rail', () => rail.close())
const rails: readonly ConnectedRail[] = [
  { name: 'simulated', port: rail, verifyCallback: () => ({ ok: false, reason: 'not-asked' }) },
]
const webhooks = {
  caller: webhookCaller(),
  keys: derivedSigningKeys(secrets),
  resources: new OpenedResources(),
}
closing.add('calls of webhooks', () => webhooks.caller.close())
const opened = await openContexts(
  contexts({ config, rails, databases, webhooks }),
  config,
  secrets,
  foundation,
  measures.onConflict,
  closing,
)
const views = opened.runtimes.flatMap((runtime) =>
  runViews(runtime, foundation, { onStatus: () => undefined }),
)
closing.add('the views', () => Promise.all(views.map((view) => view.stop())).then(() => undefined))
const first = await createFirstAdministrator(
  { ...opened.access.tools, ...opened.ports },
  { username: config.adminUsername },
)
const { registry } = measures
const { masterKey } = secrets
const gateway = await openGateway(config, foundation, opened, {
  routes: [],
  log,
  registry,
  masterKey,
})
closing.add('requests', () => gateway.close())
process.send?.({ url: await gateway.listen(0, '127.0.0.1'), password: first?.password })
process.once('SIGTERM', () => void closing.run().then(() => process.exit()))
