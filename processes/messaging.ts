import { contractsOf } from '../gateway/asyncapi.ts'
import { contractCheck, type ContractCheck } from '../kernel/contract-check.ts'
import type { Context } from '../kernel/context.ts'
import {
  CannotBeHandled,
  type BusMessage,
  type DeadLetters,
  type DeliveredMessage,
  type Publisher,
  type TopicShape,
} from '../kernel/message-bus.ts'
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

export const relayGroup = (sender: string): string => `relay/${sender}`

/**
 * Sends one message that was set aside and may have been put right, to the partition that its key belongs to. Throws
 * `CannotBeHandled` where it was not.
 */
export const sendAgain =
  (publisher: Publisher, check: ContractCheck) =>
  async (delivered: DeliveredMessage): Promise<void> => {
    const { offset: _, attempt: __, partition: ___, ...message } = delivered
    const misfit = check.sent(message)
    if (misfit) throw new CannotBeHandled(misfit.refused, JSON.stringify(misfit.detail ?? {}))
    await publisher.publish([message])
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
          group: relayGroup(sender),
          message: { partition: 0, ...message, offset: message.id, attempt: 1 },
          reason: misfit.refused,
          error: JSON.stringify(misfit.detail ?? {}),
          attempts: 1,
        })
    }
    if (sent.length > 0) await publisher.publish(sent)
  },
})
