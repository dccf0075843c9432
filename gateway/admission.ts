import { isIPv6 } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BoundedMap } from '../kernel/bounded-map.ts'
import type { Budget } from '../kernel/budget.ts'
import type { Problem } from '../kernel/reply.ts'
import type { ExchangeRoute, Route } from '../kernel/route.ts'
import type { Budgets } from './budgets.ts'
import { addressOf } from './client-address.ts'
import type { BudgetLimits, BudgetName } from './limits.ts'
import { problem } from './problem.ts'

/** Looks, before anything costly, whether a request is within the budget of whoever sends it. */
export interface Admission {
  /** Of somebody who is known: a budget for all reads, one for all writes, one for each other route. */
  caller(request: FastifyRequest, reply: FastifyReply, actor: string): Problem | undefined
  /** Of whoever is at that address: of an open route, or of one whose caller is not known. */
  address(request: FastifyRequest, reply: FastifyReply): Problem | undefined
  /**
   * Of whoever shows a credential, before it is looked up: guessing costs the address's budget. One that opened
   * shortly ago is looked up in any case, so that nobody is kept out by others behind the same address.
   */
  credential(request: FastifyRequest, reply: FastifyReply, text: string): Problem | undefined
  /** Tells that the credential opened. */
  opened(text: string): void
}

const openedShortlyMs = 300_000
const openedMax = 10_000

/** What routes share: who has used how much, and which credentials opened shortly ago. */
export interface AdmissionTools {
  readonly budgets: Budgets
  readonly limits: BudgetLimits
  readonly openedAt: BoundedMap<string, number>
}

export const admissionTools = (budgets: Budgets, limits: BudgetLimits): AdmissionTools => ({
  budgets,
  limits,
  openedAt: new BoundedMap(openedMax),
})

export const admissionTo = (route: Route, tools: AdmissionTools): Admission => {
  const own = budgetOf(route)
  const isShared = own === 'read' || own === 'write'
  const ofCaller = policy(own, tools)
  const ofAddress = policy(isShared ? openBudget(route) : own, tools)
  const ofStranger = policy('anonymous', tools)
  const scope = isShared ? own : `${own}/${route.name}`
  return {
    caller: (_request, reply, actor) => ofCaller(`caller/${actor}/${scope}`, reply),
    address: (request, reply) => {
      const name = isShared ? openBudget(route) : scope
      return ofAddress(`address/${placeOf(addressOf(request))}/${name}`, reply)
    },
    credential: (request, reply, text) => {
      const openedAt = tools.openedAt.get(text)
      if (openedAt !== undefined && performance.now() - openedAt < openedShortlyMs) return undefined
      return ofStranger(`address/${placeOf(addressOf(request))}/anonymous`, reply)
    },
    opened: (text) => tools.openedAt.set(text, performance.now()),
  }
}

/** The budget that a route's callers use: what it declares, otherwise by whether it changes anything. */
export const budgetOf = ({ budget, method }: Route): NonNullable<Route['budget']> =>
  budget ?? (method === 'GET' ? 'read' : 'write')

const openBudget = ({ access }: Route): BudgetName => ('signed' in access ? 'signed' : 'anonymous')

/** The budget of the account that a body names, whoever asks from wherever; undefined where none is named. */
export const accountAdmission = (
  { accountOf }: ExchangeRoute,
  tools: AdmissionTools,
): ((request: FastifyRequest, reply: FastifyReply) => Problem | undefined) | undefined => {
  if (!accountOf) return undefined
  const ofAccount = policy('account', tools)
  return (request, reply) => ofAccount(`account/${accountOf(request.body as never)}`, reply)
}

type Policy = (key: string, reply: FastifyReply) => Problem | undefined

const policy = (name: BudgetName, { budgets, limits }: AdmissionTools): Policy => {
  const budget = limits[name]
  const declared = `"${name}";q=${budget.requests};w=${seconds(budget.windowMs)}`
  const detail = `At most ${inWords(budget)} (${name})`
  return (key, reply) => {
    const { granted, remaining, wholeInMs, roomInMs } = budgets.take(key, budget)
    addItem(reply, 'ratelimit-policy', declared)
    addItem(reply, 'ratelimit', `"${name}";r=${remaining};t=${seconds(wholeInMs)}`)
    if (granted) return undefined
    const headers = { 'retry-after': String(Math.max(1, seconds(roomInMs))) }
    return problem('too-many-requests', { detail, headers })
  }
}

/** Both fields are lists: a request can be under several policies. */
const addItem = (reply: FastifyReply, field: string, item: string): void => {
  const before = reply.getHeader(field)
  reply.header(field, before === undefined ? item : `${String(before)}, ${item}`)
}

const seconds = (ms: number): number => Math.ceil(ms / 1_000)

const inWords = ({ requests, windowMs }: Budget): string =>
  `${requests} requests in ${windowMs / 1_000} s`

/** Who is given one IPv6 address is given 2^64 of them, and could begin anew with each. */
const placeOf = (ip: string): string => {
  if (!isIPv6(ip)) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  return mapped ?? networkOf(ip)
}

const networkOf = (ip: string): string => {
  const [start = '', end] = (ip.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(start), groups(end ?? '')]
  const zeros = end === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
