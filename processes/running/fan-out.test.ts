import { expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import { countingInMemory, until } from '../../testing/counting-in-memory.ts'
import { mirror, raiseOne } from '../../testing/counting.ts'
import { runFanOut } from './fan-out.ts'

it('A fan-out sends what its taker wants sent first before the deliveries of the page, and each once', async () => {
  const counting = countingInMemory()
  const taking = countingInMemory()
  const checkpoint = memoryCheckpoint()
  const ahead: string[] = ['ahead']
  await raiseOne(counting.handle, counting.ids, 'a', 3)
  const [fact] = await counting.log.read(0, 1)
  if (!fact) throw new Error('nothing was raised')
  const intentFor = (counter: string) =>
    mirror.react({ ...fact, stream: `counter-${counter}`, data: { counter, by: 3 } } as never)
  const taker = {
    prepare: () => Promise.resolve(ahead.splice(0).flatMap(intentFor)),
    deliveries: () => intentFor('a'),
  }
  const options = { ...taking, checkpoint, onAppended: () => () => undefined }
  const consumer = runFanOut('taker', taker, asLiveLog(counting.log), options)
  await until(async () => (await checkpoint.read()) === 1)
  await consumer.stop()
  const streams = (await taking.log.read(0, 10)).map(({ stream }) => stream)
  expect(streams).toEqual(['counter-mirror-ahead', 'counter-mirror-a'])
})
