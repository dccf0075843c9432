/** Kafka cannot be used. The message says why, with what the brokers said. */
export class KafkaUnusable extends Error {
  override readonly name = 'KafkaUnusable'
}

/** The messages that lie inside each other: an error of the client names the broker, and hides what it said. */
export const whatWasSaid = (error: unknown, depthMax = 6): readonly string[] => {
  if (!(error instanceof Error) || depthMax === 0) return []
  const inner = [
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
    ...(error.cause === undefined ? [] : [error.cause]),
  ]
  return [...new Set([error.message, ...inner.flatMap((one) => whatWasSaid(one, depthMax - 1))])]
}

/** An error for people. */
export const explained = (doing: string, error: unknown): KafkaUnusable => {
  const said = whatWasSaid(error)
  const refused = said.some((message) => /authenticat|credential|SASL/i.test(message))
  const hint = refused ? ' (KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD is not right)' : ''
  return new KafkaUnusable(`${doing}: ${said.join(': ')}${hint}`, { cause: error })
}
