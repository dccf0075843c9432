import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  checkpointFile,
  readCheckpoints,
  startCheckpointWriter,
  writeCheckpoint,
} from './signed-checkpoints.ts'

const key = Buffer.alloc(32, 1)
const place = {
  log: 'payments',
  position: 7,
  hash: 'ab'.repeat(32),
  at: '2026-11-21T12:00:00.000Z',
}

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-checkpoints-'))
})
afterEach(() => rm(directory, { recursive: true }))

describe('Signed checkpoints', () => {
  it('are read back as they were written', async () => {
    await writeCheckpoint(directory, key, place)
    await writeCheckpoint(directory, key, { ...place, position: 9 })
    const { checkpoints, problems } = await readCheckpoints(directory, key, 'payments')
    expect(checkpoints.map(({ position }) => position)).toEqual([7, 9])
    expect(problems).toEqual([])
  })

  it('are none where none were written', async () => {
    expect(await readCheckpoints(directory, key, 'payments')).toEqual({
      checkpoints: [],
      givenUp: [],
      problems: [],
    })
  })

  it.each(['"position":7', '"at":"2026', `"hash":"${'ab'.repeat(2)}`])(
    'do not survive a change of %s',
    async (part) => {
      await writeCheckpoint(directory, key, place)
      const path = checkpointFile(directory, 'payments')
      const changed = (await readFile(path, 'utf8')).replace(part, part.replace(/[7ab26]/, '1'))
      await writeFile(path, changed)
      const { checkpoints, problems } = await readCheckpoints(directory, key, 'payments')
      expect(checkpoints).toEqual([])
      expect(problems[0]).toContain('line 1 is not a checkpoint')
    },
  )

  it('are not those of another key, nor of another log', async () => {
    await writeCheckpoint(directory, key, place)
    expect(
      (await readCheckpoints(directory, Buffer.alloc(32, 2), 'payments')).problems,
    ).toHaveLength(1)
    await writeFile(
      checkpointFile(directory, 'access'),
      await readFile(checkpointFile(directory, 'payments')),
    )
    expect((await readCheckpoints(directory, key, 'access')).problems).toHaveLength(1)
  })

  it('pass over a line that a crash cut short', async () => {
    await writeCheckpoint(directory, key, place)
    await appendFile(checkpointFile(directory, 'payments'), '{"log":"paym')
    const { checkpoints, problems } = await readCheckpoints(directory, key, 'payments')
    expect([checkpoints.length, problems.length]).toEqual([1, 0])
  })

  it('of a past that was lost are given up where a restore signed that, and only behind its place', async () => {
    const at = (position: number) => ({ ...place, position })
    for (const position of [7, 9, 12]) await writeCheckpoint(directory, key, at(position))
    await writeCheckpoint(directory, key, { ...at(9), epoch: 2 })
    await writeCheckpoint(directory, key, at(11))
    const positions = (found: readonly { position: number }[]) => found.map((one) => one.position)
    const read = await readCheckpoints(directory, key, 'payments')
    expect(positions(read.checkpoints)).toEqual([7, 9, 9, 11])
    expect([positions(read.givenUp), read.problems]).toEqual([[12], []])

    const path = checkpointFile(directory, 'payments')
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"position":9,"hash"', '"position":8,"hash"'),
    )
    await writeFile(path, (await readFile(path, 'utf8')).replace('"epoch":2', '"epoch":3'))
    expect((await readCheckpoints(directory, key, 'payments')).problems).toHaveLength(2)
  })

  it('are written once for each place where a log is found', async () => {
    let position = 1
    const writer = startCheckpointWriter({
      directory,
      key,
      logs: ['payments'],
      place: () => Promise.resolve({ position, hash: 'ab' }),
      everyMs: 5,
      now: () => 0,
      onError: (error) => expect.unreachable(String(error)),
    })
    const positions = async () =>
      (await readCheckpoints(directory, key, 'payments')).checkpoints.map(
        (checkpoint) => checkpoint.position,
      )
    await expect.poll(positions).toEqual([1])
    position = 5
    await expect.poll(positions).toEqual([1, 5])
    await writer.stop()
    expect(await positions()).toEqual([1, 5])
  })
})
