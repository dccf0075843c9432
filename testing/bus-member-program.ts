import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { openBus, type MemberOrder } from './bus-member.ts'
import { openEffects } from './message-bus-on-postgres.ts'

// A member of a group in a process of its own, to be killed. At the message `halt` it stores the effect, says so, and
// gets no further: the bus has not heard that it is done.
process.once('message', (order: MemberOrder) => void run(order))
process.once('disconnect', () => process.exit(0))

const run = async ({ bus: place, effects: connection, topic, group }: MemberOrder) => {
  const effects = await openEffects(new pg.Pool({ ...connection, max: 4 }))
  const bus = await openBus(place)
  await bus.subscribe({
    topics: [topic],
    group,
    from: 'earliest',
    handle: async (message) => {
      await effects.store(group, message)
      if (message.payload !== 'halt') return
      process.send?.('in doubt')
      await delay(600_000)
    },
  })
}
