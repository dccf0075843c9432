import { type BusMessage, MessageTooLarge } from '../../../kernel/message-bus.ts'

/** What a broker takes by default, with room for what it adds itself. */
export const messageBytesMaxDefault = 1_000_000

/** What of a message travels beside its extensions. */
const parts = [
  'payload',
  'key',
  'id',
  'source',
  'type',
  'time',
  'traceparent',
  'subject',
  'dataschema',
] as const

/** Everything of a message that travels. */
export const bytesOf = (message: BusMessage): number =>
  measured(message, (text) => Buffer.byteLength(text))

const measured = (message: BusMessage, lengthOf: (text: string) => number): number => {
  let sum = 0
  for (const part of parts) sum += lengthOf(message[part] ?? '')
  const { extensions } = message
  if (extensions)
    for (const name of Object.keys(extensions))
      sum += lengthOf(name) + lengthOf(extensions[name] ?? '')
  return sum
}

/** A character takes three bytes at most for each of its code units. */
const bytesPerUnitMax = 3

/** Throws `MessageTooLarge` before any of them is sent. */
export const refuseTooLarge = (messages: readonly BusMessage[], bytesMax: number): void => {
  for (const message of messages) {
    // Most are far from it, which is seen without counting bytes.
    if (measured(message, unitsOf) * bytesPerUnitMax <= bytesMax) continue
    const bytes = bytesOf(message)
    if (bytes > bytesMax) throw new MessageTooLarge(message.topic, bytes, bytesMax)
  }
}

const unitsOf = (text: string): number => text.length

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
