import { contractsOf } from '../gateway/asyncapi.ts'
import { contractCheck, type ContractCheck } from '../kernel/contract-check.ts'
import type { Context } from '../kernel/context.ts'
import type { BusMessage, DeadLetters, Publisher, TopicShape } from '../kernel/message-bus.ts'
import { topicOf } from '../kernel/message-contract.ts'

/** What contexts say on the bus: how it is checked, and the topics that it needs. */
export interface Messaging {
  readonly check: ContractCheck
  readonly topics: readonly TopicShape[]
}

export const messagingOf = (contexts: readonly Context[], environment: string): Messaging => {
  const contracts = contractsOf(contexts)
  return {
    check: contractCheck(contracts, environment),
    topics: contracts.map((contract) => ({
      name: topicOf(contract, environment),
      partitions: contract.partitions,
      retentionMs: contract.retentionMs,
    })),
  }
}

/**
 * Sends what keeps to its contract. What does not is a mistake of ours: it is set aside, so that it holds up nothing
 * and nobody has to read it.
 */
export const checkedPublisher = (
  publisher: Publisher,
  check: ContractCheck,
  deadLetters: Pick<DeadLetters, 'add'>,
  sender: string,
): Publisher => ({
  publish: async (messages) => {
    const sent: BusMessage[] = []
    for (const message of messages) {
      const misfit = check.sent(message)
      if (!misfit) sent.push(message)
      else
        await deadLetters.add({
          group: `relay/${sender}`,
          message: { partition: 0, ...message, offset: message.id, attempt: 1 },
          reason: misfit.refused,
          error: JSON.stringify(misfit.detail ?? {}),
          attempts: 1,
        })
    }
    if (sent.length > 0) await publisher.publish(sent)
  },
})
