import { ApiProblem } from './problem.ts'

/** Asks the person to prove that it is still them; false where they would rather not. */
type Prover = () => Promise<boolean>

let prover: Prover | undefined
let asking: Promise<boolean> | undefined

/** The one place that asks. Returns a way to stop. */
export const proveWith = (asked: Prover): (() => void) => {
  prover = asked
  return () => {
    if (prover === asked) prover = undefined
  }
}

/** Several calls that are refused at the same time are asked about once. */
const ask = async (): Promise<boolean> => {
  asking ??= (prover?.() ?? Promise.resolve(false)).finally(() => (asking = undefined))
  return asking
}

const notConfirmed = (): ApiProblem =>
  new ApiProblem({
    status: 403,
    slug: 'step-up-declined',
    title: 'Nothing was done',
    detail: 'This needs a confirmation that it is you.',
  })

/** Sends; where a fresh proof of the person is needed, asks for it and sends once more. */
export const withProof = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.slug !== 'step-up-required') throw error
    if (!(await ask())) throw notConfirmed()
    return send()
  }
}
