import { expect, it } from 'vitest'
import { configsOf, refuseOtherKeeping } from './topic-configs.ts'

it('A topic with three replicas is made so that what counts as sent lies on two brokers', () => {
  expect(configsOf({ retentionMs: 'for ever' }, 3)).toEqual({
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'cleanup.policy': 'delete',
    'min.insync.replicas': '2',
  })
  expect(configsOf({ retentionMs: 1_000 }, 1)).not.toHaveProperty('min.insync.replicas')
})

it('A topic that gives messages up for another reason than their age is refused, by name', () => {
  const shape = { name: 'log', retentionMs: 'for ever' } as const
  const kept = configsOf(shape, 1)
  const refused = (change: Record<string, string>) => () =>
    refuseOtherKeeping(shape, { ...kept, ...change })
  expect(refused({})).not.toThrow()
  expect(refused({ 'retention.ms': '5' })).toThrow(
    'the topic log has retention 5, where for ever is wanted',
  )
  expect(refused({ 'retention.bytes': '1000' })).toThrow(
    'the topic log has retention.bytes 1000, where -1 is wanted',
  )
  expect(refused({ 'cleanup.policy': 'compact' })).toThrow(
    'the topic log has cleanup.policy compact, where delete is wanted',
  )
})
