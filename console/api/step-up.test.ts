import { describe, expect, it } from 'vitest'
import { ApiProblem } from './problem.ts'
import { proveWith, withProof } from './step-up.ts'

const needed = () =>
  new ApiProblem({ status: 403, slug: 'step-up-required', title: 'Prove that it is you' })

/** Refuses until it was proved. */
const guarded = () => {
  const state = { isProved: false, sent: 0, asked: 0 }
  const send = async (): Promise<string> => {
    state.sent++
    if (!state.isProved) throw needed()
    return 'done'
  }
  return { state, send }
}

describe('a call that needs a fresh proof', () => {
  it('is sent once more when the person has given it', async () => {
    const { state, send } = guarded()
    const stop = proveWith(async () => (state.isProved = true))
    expect(await withProof(send)).toBe('done')
    expect(state.sent).toBe(2)
    stop()
  })

  it('is not done when the person would rather not, or nobody can ask', async () => {
    const { send } = guarded()
    const stop = proveWith(async () => false)
    await expect(withProof(send)).rejects.toMatchObject({ slug: 'step-up-declined' })
    stop()
    await expect(withProof(send)).rejects.toMatchObject({ slug: 'step-up-declined' })
  })

  it('asks once for several calls', async () => {
    const { state, send } = guarded()
    const stop = proveWith(async () => {
      state.asked++
      await Promise.resolve()
      return (state.isProved = true)
    })
    await Promise.all([withProof(send), withProof(send), withProof(send)])
    expect(state.asked).toBe(1)
    stop()
  })

  it('is left alone where it fails for another reason', async () => {
    const other = new ApiProblem({ status: 403, slug: 'forbidden', title: 'No' })
    await expect(withProof(() => Promise.reject(other))).rejects.toBe(other)
  })
})
