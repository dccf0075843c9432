import { type BusMessage, MessageTooLarge } from '../../../kernel/message-bus.ts'

/** What a broker takes by default, with room for what it adds itself. */
export const messageBytesMaxDefault = 1_000_000

/** Everything of a message that travels. */
export const bytesOf = (message: BusMessage): number => {
  const { key, id, source, type, time, traceparent, subject, payload } = message
  const texts = [key, id, source, type, time, traceparent, subject, payload]
  const further = [message.dataschema ?? '', ...Object.entries(message.extensions ?? {}).flat()]
  return [...texts, ...further].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** Throws `MessageTooLarge` before any of them is sent. */
export const refuseTooLarge = (messages: readonly BusMessage[], bytesMax: number): void => {
  for (const message of messages) {
    const bytes = bytesOf(message)
    if (bytes > bytesMax) throw new MessageTooLarge(message.topic, bytes, bytesMax)
  }
}

/** Where a message belongs: the same key is always in the same one of so many partitions. */
export const partitionOf = ({ key, partition }: BusMessage, partitions: number): number => {
  if (partition === undefined) return hashOf(key) % partitions
  if (partition < partitions) return partition
  throw new RangeError(`there is no partition ${partition} among ${partitions}`)
}

/** FNV-1a over the key's code units. */
const hashOf = (key: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0
  return hash
}
