import { afterEach, describe, expect, it } from 'vitest'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import type { EventStore } from '../../kernel/event-store.ts'
import type { BusMessage, MessageBus, Publisher } from '../../kernel/message-bus.ts'
import { openWorld, topics } from './fixtures/shop-and-orders.ts'

const worlds: { close: () => Promise<void> }[] = []
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())))

const open = async (bus: MessageBus = memoryMessageBus()) => {
  const world = await openWorld(bus)
  worlds.push(world)
  return { bus, ...world }
}
const events = (log: EventStore) => log.read(0, 10_000)
const types = async (log: EventStore) => (await events(log)).map(({ type }) => type)
const eventually = { timeout: 30_000, interval: 10 }

/** Lets messages through that it is told to. */
const gate = (bus: MessageBus, passes: (message: BusMessage) => boolean): Publisher => ({
  publish: (messages) => bus.publish(messages.filter(passes)),
})

/** As somebody else would put it on the topic of answers. */
const foreignReply = (questionId: string, change: Partial<BusMessage> = {}): BusMessage => ({
  topic: topics.reply,
  key: 'o-1',
  id: 'foreign-1',
  source: '/elsewhere',
  type: 'GetOrderRs',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: '',
  entityVersion: 0,
  payload: '{"orderId":"o-1","isPaid":false}',
  extensions: { asker: '/millrace/shop', questionid: questionId },
  ...change,
})

describe('A question over the bus', () => {
  it('is answered, and its story and trace go through both logs', async () => {
    const { startShop, startOrders, ask, pay, shop, orders } = await open()
    await pay('o-1')
    startShop()
    startOrders()
    const { questionId, correlationId, traceparent } = await ask('o-1')
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual(['QuestionAsked', 'QuestionAnswered'])
    const story = [...(await events(shop.log)), ...(await events(orders.log)).slice(1)]
    expect(story.at(1)).toMatchObject({
      stream: `question-${questionId}`,
      data: { reply: { orderId: 'o-1', isPaid: true } },
      actor: 'bus:/millrace/orders',
    })
    expect(story.map((event) => event.correlationId)).toEqual(story.map(() => correlationId))
    const trace = traceparent.slice(0, 36)
    expect(story.map((event) => event.traceparent.slice(0, 36))).toEqual(story.map(() => trace))
    expect(new Set(story.map((event) => event.traceparent)).size).toBe(3)
  })

  it('is answered after a restart of who asked, although nobody was there when the answer came', async () => {
    const { startShop, startOrders, ask, shop, orders } = await open()
    const first = startShop()
    await ask('o-1')
    await expect.poll(() => shop.relay.read(), eventually).toBe(1)
    await first.stop()
    startOrders()
    await expect.poll(() => orders.relay.read(), eventually).toBe(1)
    expect(await types(shop.log)).toEqual(['QuestionAsked'])
    startShop()
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual(['QuestionAsked', 'QuestionAnswered'])
  })

  it('is answered once, however many processes take the answer', async () => {
    const { startShop, startOrders, ask, shop, bus } = await open()
    startShop()
    startShop()
    startShop()
    startOrders()
    for (let order = 0; order < 20; order++) await ask(`o-${order}`)
    const answered = async () =>
      (await types(shop.log)).filter((type) => type === 'QuestionAnswered').length
    await expect.poll(answered, eventually).toBe(20)
    // What every process has behind it: an answer that comes after all the others.
    await bus.publish([foreignReply('01968f5c-7a00-7000-8000-0000000000a1')])
    const unknown = async () => (await types(shop.log)).includes('UnknownAnswerIgnored')
    await expect.poll(unknown, eventually).toBe(true)
    expect(await answered()).toBe(20)
    expect(await types(shop.log)).not.toContain('DuplicateAnswerIgnored')
  })

  it('is asked again when its answer is lost, and gets what was said the first time', async () => {
    const { bus, clock, startShop, startOrders, ask, pay, shop, orders } = await open()
    let lost = 0
    const shopping = startShop()
    startOrders({ publisher: gate(bus, () => ++lost > 1) })
    await ask('o-1', { repeatAfterMs: 10_000 })
    await expect.poll(() => lost, eventually).toBe(1)
    await pay('o-1')
    clock.at += 10_000
    shopping.wake()
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual(['QuestionAsked', 'QuestionRepeated', 'QuestionAnswered'])
    expect((await events(shop.log)).at(-1)?.data).toMatchObject({
      reply: { isPaid: false },
      attempts: 2,
      waitedMs: 10_000,
    })
    expect(await types(orders.log)).toEqual(['AnswerGiven', 'OrderPaid', 'AnswerRepeated'])
  })

  it('is given up when nobody answers, and a late answer changes nothing', async () => {
    const { clock, startShop, startOrders, ask, shop } = await open()
    const shopping = startShop()
    const { questionId } = await ask('o-1', { deadlineMs: 5_000 })
    await expect.poll(() => shop.timers.nextDue(), eventually).toBe(clock.at + 5_000)
    clock.at += 5_000
    shopping.wake()
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual(['QuestionAsked', 'QuestionExpired'])
    // The clock of who answers stands a little behind, as clocks do.
    clock.at -= 1
    startOrders()
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual(['QuestionAsked', 'QuestionExpired', 'LateAnswerIgnored'])
    expect((await events(shop.log)).at(-1)?.data).toMatchObject({
      questionId,
      reply: { isPaid: false },
    })
  })

  it('is answered by whoever starts late, as long as somebody waits', async () => {
    const { clock, startShop, startOrders, ask, shop, orders } = await open()
    startShop()
    await ask('o-old', { deadlineMs: 5_000 })
    await ask('o-new', { deadlineMs: 60_000 })
    await expect.poll(() => shop.relay.read(), eventually).toBe(2)
    clock.at += 6_000
    startOrders()
    await expect.poll(() => types(shop.log), eventually).toContain('QuestionAnswered')
    expect((await events(orders.log)).map(({ data }) => data)).toMatchObject([
      { request: { orderId: 'o-new' } },
    ])
  })
})

describe('A process that asks or answers', () => {
  it('can be stopped at any moment of its start', async () => {
    const { startShop, startOrders } = await open()
    for (let ticks = 0; ticks < 30; ticks++) {
      const started = [startShop(), startOrders()]
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      await Promise.all(started.map((one) => one.stop()))
    }
    expect.assertions(0)
  })
})

describe('What lies on the topic of answers', () => {
  it('is left alone where somebody else asked', async () => {
    const { bus, startShop, shop } = await open()
    startShop()
    const questionId = '01968f5c-7a00-7000-8000-0000000000a1'
    const others = { asker: '/elsewhere', questionid: questionId }
    await bus.publish([
      foreignReply(questionId, { extensions: others }),
      foreignReply(questionId, { extensions: {}, payload: 'x' }),
      foreignReply(questionId, { id: 'foreign-2' }),
    ])
    await expect.poll(() => types(shop.log), eventually).toEqual(['UnknownAnswerIgnored'])
    expect(shop.letters.letters).toEqual([])
  })

  it('may be a second answer, which is recorded', async () => {
    const { bus, startShop, startOrders, ask, pay, shop } = await open()
    await pay('o-1')
    startShop()
    startOrders()
    const { questionId } = await ask('o-1')
    await expect.poll(() => types(shop.log), eventually).toContain('QuestionAnswered')
    const second = foreignReply(questionId)
    await bus.publish([second, second, { ...second, id: 'foreign-2' }])
    await expect
      .poll(() => types(shop.log), eventually)
      .toEqual([
        'QuestionAsked',
        'QuestionAnswered',
        'DuplicateAnswerIgnored',
        'DuplicateAnswerIgnored',
      ])
    expect((await events(shop.log)).at(-1)?.data).toMatchObject({ agrees: false })
  })

  it('is not set aside anew with the next start, once somebody has dealt with it', async () => {
    const { bus, startShop, ask, shop } = await open()
    const first = startShop()
    const { questionId } = await ask('o-1')
    await bus.publish([foreignReply(questionId, { payload: 'x' })])
    await expect.poll(() => shop.letters.letters.length, eventually).toBe(1)
    const [letter] = shop.letters.letters
    await shop.letters.discard(letter?.letterId ?? '', { actor: 'user:one', at: 0, why: 'noise' })
    await first.stop()
    startShop()
    await bus.publish([foreignReply(questionId, { payload: 'y', id: 'foreign-2' })])
    await expect.poll(() => shop.letters.letters.length, eventually).toBe(2)
    expect(shop.letters.letters.map(({ state }) => state)).toEqual(['discarded', 'dead'])
  })

  it('is no answer where it is about something else than the question that it names', async () => {
    const { bus, startShop, startOrders, ask, shop } = await open()
    startShop()
    startShop()
    const { questionId } = await ask('o-1')
    const other = { key: 'o-2', payload: '{"orderId":"o-2","isPaid":true}' }
    await bus.publish([foreignReply(questionId, other)])
    await expect.poll(() => shop.letters.letters.length, eventually).toBe(1)
    expect(shop.letters.letters[0]).toMatchObject({
      reason: 'answer-misfit',
      group: 'replies/shop',
    })
    expect(await types(shop.log)).toEqual(['QuestionAsked'])
    startOrders()
    await expect.poll(() => types(shop.log), eventually).toContain('QuestionAnswered')
    expect((await events(shop.log)).at(-1)?.data).toMatchObject({ reply: { orderId: 'o-1' } })
  })

  it('is set aside where it makes no sense, and holds up nothing', async () => {
    const { bus, startShop, startOrders, ask, shop } = await open()
    startShop()
    startShop()
    startOrders()
    const { questionId } = await ask('o-1')
    await bus.publish([
      foreignReply(questionId, { payload: '{"orderId":"o-1","isPaid":"yes"}' }),
      foreignReply('not-a-question'),
      foreignReply(questionId, { payload: 'x', id: 'foreign-3' }),
    ])
    await expect.poll(() => types(shop.log), eventually).toContain('QuestionAnswered')
    await expect.poll(() => shop.letters.letters.length, eventually).toBe(3)
    const reasons = shop.letters.letters.map(({ reason }) => reason)
    expect(reasons).toEqual(['schema-mismatch', 'question-unnamed', 'not-json'])
    expect(shop.letters.letters[0]?.error).toContain('/isPaid')
  })
})

describe('What lies on the topic of questions', () => {
  const foreignQuestion = (id: string, change: Partial<BusMessage> = {}): BusMessage =>
    foreignReply('', {
      topic: topics.request,
      id,
      type: 'GetOrderRq',
      payload: '{"orderId":"o-1"}',
      extensions: {},
      ...change,
    })

  it('may come from anybody who keeps to the contract', async () => {
    const { bus, startOrders, orders } = await open()
    startOrders()
    const got: BusMessage[] = []
    await bus.read({
      from: await bus.places([topics.reply], 'earliest'),
      handle: async (messages) => void got.push(...messages),
    })
    await bus.publish([foreignQuestion('q-1')])
    await expect.poll(() => got.length, eventually).toBe(1)
    expect(got[0]).toMatchObject({
      payload: '{"orderId":"o-1","isPaid":false}',
      extensions: { asker: '/elsewhere', questionid: 'q-1' },
    })
    expect(orders.letters.letters).toEqual([])
  })

  it('is set aside where it does not, and where its id means something else already', async () => {
    const { bus, startOrders, orders } = await open()
    startOrders()
    await bus.publish([
      foreignQuestion('q-1', { payload: '{"orderId":5}' }),
      foreignQuestion('q-2'),
      foreignQuestion('q-2', { key: 'o-2', payload: '{"orderId":"o-2"}' }),
      foreignQuestion('x'.repeat(300)),
      foreignQuestion('q-3'),
    ])
    await expect.poll(() => orders.letters.letters.length, eventually).toBe(3)
    expect(orders.letters.letters.map(({ reason }) => reason).toSorted()).toEqual([
      'name-too-long',
      'question-changed',
      'schema-mismatch',
    ])
    await expect.poll(() => types(orders.log), eventually).toEqual(['AnswerGiven', 'AnswerGiven'])
  })
})
