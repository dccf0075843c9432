import { describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { BadConfiguration } from '../setting.ts'
import { refuseApart, type ApartProcess } from './refuse-apart.ts'

const key = 'a'.repeat(64)
const shared = {
  DATABASE_URL: 'postgresql://millrace@db.example/millrace',
  MILLRACE_MASTER_KEY: key,
}
const rail = { MILLRACE_RAIL_URL: 'http://rail.example', MILLRACE_RAIL_SECRET: key }
const gateway: ApartProcess = { callsRails: false, isReached: false }
const worker: ApartProcess = { callsRails: true, isReached: true }

const problems = (
  environment: Readonly<Record<string, string>>,
  process: ApartProcess,
): readonly string[] => {
  try {
    refuseApart(readConfig(environment), process)
    return []
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    return [...error.message.matchAll(/\b(DATABASE_URL|MILLRACE_[A-Z_]+) (?:is|gives)/g)].map(
      ([, setting]) => setting ?? '',
    )
  }
}

describe('A process that runs apart', () => {
  it('is refused without what it shares with the others', () => {
    expect(problems({}, gateway)).toEqual(['DATABASE_URL', 'MILLRACE_MASTER_KEY'])
    expect(problems(shared, gateway)).toEqual([])
  })

  it('starts no rail: where it calls one, it is told where, and the secret', () => {
    const told = ['MILLRACE_RAIL_URL', 'MILLRACE_RAIL_SECRET']
    expect(problems(shared, worker)).toEqual(told)
    expect(problems({ ...shared, ...rail }, worker)).toEqual([])
    const MILLRACE_RAILS = JSON.stringify({ rails: [{ name: 'sepa' }] })
    expect(problems({ ...shared, MILLRACE_RAILS }, worker)).toEqual([
      'MILLRACE_RAILS',
      'MILLRACE_RAILS',
    ])
    const url = 'http://rail.example'
    const given = JSON.stringify({ rails: [{ name: 'sepa', url, secret: key }] })
    expect(problems({ ...shared, MILLRACE_RAILS: given }, worker)).toEqual([])
  })

  it('has one address at which gateways reach it', () => {
    const everywhere = { ...shared, ...rail, HOST: '0.0.0.0' }
    expect(problems(everywhere, worker)).toEqual(['MILLRACE_WORKER_URL'])
    expect(problems(everywhere, gateway)).toEqual([])
    const told = { ...everywhere, MILLRACE_WORKER_URL: 'http://10.0.0.7:7401' }
    expect(problems(told, worker)).toEqual([])
  })
})
