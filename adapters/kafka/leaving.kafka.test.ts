import { setTimeout as delay } from 'node:timers/promises'
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Consumer,
  consumerGroupChannel,
  ResourcePatternTypes,
  ResourceTypes,
  type Base,
} from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inbox } from '../../testing/inbox.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { busMessage } from '../../testing/message-bus.conformance.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { joinGroup } from './membership.ts'
import { kafkaMessageBus } from './message-bus.ts'
import { clientOptions } from './settings.ts'

const missing = await kafkaMissing()
const group = 'refused'
const topic = 'test.leaving'
/** Of a twentieth of a second each. Whoever polls otherwise has a timer himself. */
const looksMax = 200
const poll = { timeout: 30_000, interval: 100 }

/** What keeps a process alive after its bus was closed. */
const open = (kind: 'TCPSocketWrap' | 'Timeout'): number =>
  process.getActiveResourcesInfo().filter((one) => one === kind).length
const openSockets = () => open('TCPSocketWrap')

describeWhen(missing === undefined, missing ?? '')('A member of a group', () => {
  let kafka: RunningKafka
  beforeAll(async () => {
    kafka = await startKafka({ authorizes: true })
  })
  afterAll(() => kafka.stop())

  /** Whatever is asked of the group is refused from then on, as by a broker that no longer keeps it. */
  const refuseGroup = async (): Promise<void> => {
    const admin = new Admin(clientOptions(kafka.settings, 'millrace-test'))
    await admin.createAcls({
      creations: [
        {
          resourceType: ResourceTypes.GROUP,
          resourceName: group,
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:ANONYMOUS',
          host: '*',
          operation: AclOperations.ALL,
          permissionType: AclPermissionTypes.DENY,
        },
      ],
    })
    await admin.close()
  }

  it('that leaves while the group is being shared out sends no heartbeats afterwards', async () => {
    const options = clientOptions(kafka.settings, 'millrace-test')
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    await bus.close()
    const timers = async () => {
      // Whoever measures has timers too.
      await delay(50, undefined, { ref: false })
      return open('Timeout')
    }
    // Of the bus that was closed one may end a moment later.
    let before = await timers()
    for (let look = 0; look < 20; look++) before = Math.min(before, await timers())
    const asked = { group: 'shared-out', topics: [topic], from: 'earliest' } as const
    const take = () => Promise.resolve()
    const onChange = () => undefined
    const member = joinGroup(
      { ...options, sessionTimeoutMs: 10_000 },
      { ...asked, handle: take },
      onChange,
    )
    const left = Promise.withResolvers<void>()
    // Its part is on its way to it.
    const leave = (message: unknown) => {
      if ((message as { operation?: string }).operation === 'syncGroup')
        setImmediate(() => void member.leave().then(left.resolve))
    }
    consumerGroupChannel.start.subscribe(leave)
    // A broker that is new knows no coordinators yet.
    const isLeft = left.promise.then(() => true)
    do await member.keepUp().catch(() => undefined)
    while (!(await Promise.race([isLeft, delay(200, false, { ref: false })])))
    consumerGroupChannel.start.unsubscribe(leave)
    // Of connections that are closing some end a moment later; a heartbeat would not.
    let still = await timers()
    for (let look = 0; look < looksMax && still > before; look++) still = await timers()
    expect(still).toBeLessThanOrEqual(before)
  })

  it('that waits to be let in, while one that died is missed, leaves without having been in', async () => {
    const options = clientOptions(kafka.settings, 'millrace-test')
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const asked = { group: 'missing-one', topics: [topic], from: 'latest' } as const
    // Says nothing more once it is in.
    const silent = new Consumer({
      ...options,
      groupId: asked.group,
      sessionTimeout: 12_000,
      rebalanceTimeout: 12_000,
      heartbeatInterval: 11_000,
    })
    silent.topics.trackAll(topic)
    await silent.joinGroup({})
    const admin = new Admin(options)
    const state = async () =>
      (await admin.describeGroups({ groups: [asked.group] })).get(asked.group)?.state
    const letIn: string[] = []
    const listen = (message: unknown) => {
      const { operation, client } = message as { operation: string; client: Base }
      if (operation === 'syncGroup' && client !== silent) letIn.push(operation)
    }
    consumerGroupChannel.start.subscribe(listen)
    const waiting = await bus.subscribe({ ...asked, handle: () => Promise.resolve() })
    await expect.poll(state, poll).toBe('PreparingRebalance')
    await waiting.close()
    consumerGroupChannel.start.unsubscribe(listen)
    expect(letIn).toEqual([])
    await Promise.all([admin.close(), bus.close(), silent.close(true)])
  })

  it('that is not let go leaves all the same, and no connection behind', async () => {
    const before = openSockets()
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const all = inbox()
    await bus.subscribe({ topics: [topic], group, from: 'earliest', handle: all.take })
    await bus.publish([busMessage(topic, 'x', 'one')])
    await all.holds(1)
    await refuseGroup()
    const refused = () =>
      bus.lag(group, [topic]).then(
        () => false,
        () => true,
      )
    await expect.poll(refused, poll).toBe(true)

    await bus.close()
    await expect.poll(openSockets, poll).toBe(before)
  })
})
