import { contractsOf } from '../gateway/asyncapi.ts'
import { contractCheck, type ContractCheck } from '../kernel/contract-check.ts'
import type { Context } from '../kernel/context.ts'
import {
  CannotBeHandled,
  MessageTooLarge,
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
 * Sends what keeps to its contract, and is not larger than the bus carries. What does not is a mistake of ours: it is set
 * aside, so that it holds up nothing and nobody has to read it.
 */
export const checkedPublisher = (
  publisher: Publisher,
  check: ContractCheck,
  deadLetters: Pick<DeadLetters, 'add'>,
  sender: string,
): Publisher => {
  const setAside = (message: BusMessage, reason: string, error: string) =>
    deadLetters.add({
      group: relayGroup(sender),
      message: { partition: 0, ...message, offset: message.id, attempt: 1 },
      reason,
      error,
      attempts: 1,
    })
  const publishEach = async (messages: readonly BusMessage[]): Promise<void> => {
    for (const message of messages)
      await publisher.publish([message]).catch(async (error: unknown) => {
        if (!(error instanceof MessageTooLarge)) throw error
        await setAside(message, 'too-large', error.message)
      })
  }
  return {
    publish: async (messages) => {
      const sent: BusMessage[] = []
      for (const message of messages) {
        const misfit = check.sent(message)
        if (!misfit) sent.push(message)
        else await setAside(message, misfit.refused, JSON.stringify(misfit.detail ?? {}))
      }
      if (sent.length === 0) return
      await publisher.publish(sent).catch((error: unknown) => {
        // Then nothing of it was sent.
        if (error instanceof MessageTooLarge) return publishEach(sent)
        throw error
      })
    },
  }
}
