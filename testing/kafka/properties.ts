/** One of the brokers, each of which is a controller too. */
export interface Node {
  readonly id: number
  readonly directory: string
  readonly port: number
  /** For the brokers among themselves. */
  readonly innerPort: number
  readonly controllerPort: number
}

export interface Secured {
  readonly username: string
  readonly password: string
  /** PEM: the key, then the certificate. */
  readonly keyFile: string
  /** PEM of who signed it. */
  readonly authorityFile: string
}

type Properties = Readonly<Record<string, string | number>>

/** What a broker is started with. Few partitions of its own topics, so that it is quick. */
export const nodeProperties = (
  node: Node,
  nodes: readonly Node[],
  secured: Secured | undefined,
): Properties => {
  const replicas = Math.min(3, nodes.length)
  const inSync = Math.max(1, replicas - 1)
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.bootstrap.servers': nodes
      .map(({ controllerPort }) => `127.0.0.1:${controllerPort}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `CLIENT://127.0.0.1:${node.port},INNER://127.0.0.1:${node.innerPort},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${node.port},INNER://127.0.0.1:${node.innerPort}`,
    'listener.security.protocol.map': `CLIENT:${secured ? 'SASL_SSL' : 'PLAINTEXT'},INNER:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'INNER',
    'log.dirs': `${node.directory}/data`,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    // A broker that was killed is missed after three seconds instead of nine.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3_000,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'min.insync.replicas': inSync,
    ...(secured ? securedProperties(secured) : {}),
  }
}

const securedProperties = ({ keyFile, authorityFile }: Secured): Properties => ({
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.client.scram-sha-512.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.location': keyFile,
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': authorityFile,
})

export const authorizingProperties: Properties = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
}
