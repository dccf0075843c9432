import { describe, expect, it } from 'vitest'
import { delayBeforeMs, shouldTryAgain } from './action.ts'
import { problemFrom, unreachable } from './problem.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  problemFrom(status, new Headers(headers), body)

describe('a problem document', () => {
  it('keeps its slug, its fields and the request id', () => {
    const problem = answer(400, {
      type: '/problems/invalid-request',
      title: 'The request is not valid',
      fields: [{ field: 'body/amount', reason: 'is required' }, 'nonsense'],
      requestId: '0190',
    })
    expect(problem).toMatchObject({
      slug: 'invalid-request',
      title: 'The request is not valid',
      fields: [{ field: 'body/amount', reason: 'is required' }],
      requestId: '0190',
      isTransient: false,
    })
  })

  it('is made of whatever a proxy answers', () => {
    expect(answer(502, undefined)).toMatchObject({
      slug: 'http-502',
      title: 'The server answered with status 502',
      isTransient: true,
    })
  })
})

describe('trying again', () => {
  it('follows what passes by itself, and a bounded number of times', () => {
    const overloaded = answer(503, {}, { 'retry-after': '1' })
    expect(shouldTryAgain(0, overloaded)).toBe(true)
    expect(shouldTryAgain(4, overloaded)).toBe(false)
    expect(shouldTryAgain(0, unreachable())).toBe(true)
    expect(shouldTryAgain(0, answer(409, {}, { 'retry-after': '1' }))).toBe(true)
  })

  it('never follows a refusal, nor a bug of the server', () => {
    expect(shouldTryAgain(0, answer(409, {}))).toBe(false)
    expect(shouldTryAgain(0, answer(422, {}))).toBe(false)
    expect(shouldTryAgain(0, answer(500, {}))).toBe(false)
  })

  it('waits as long as the server asks, within reason', () => {
    expect(delayBeforeMs(0, answer(503, {}, { 'retry-after': '2' }))).toBe(2_000)
    expect(delayBeforeMs(0, answer(503, {}, { 'retry-after': '600' }))).toBe(4_000)
    expect(delayBeforeMs(1, unreachable())).toBe(600)
  })
})
