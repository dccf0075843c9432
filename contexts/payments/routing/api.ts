import Type from 'typebox'
import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import { checkMoney } from '../../../kernel/money.ts'
import { ok } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { pageSizeMax, type ViewReader } from '../../../kernel/view.ts'
import { invalidRequest, readers, tag } from '../api-reading.ts'
import { chooseRail, weaknessOf, type RailOffer, type Routed } from './choose.ts'
import { waitingForRail } from '../outages/waits.ts'
import { paymentTimersName } from '../schedules.ts'
import { RailShown, RouteAsked, RouteShown, RuleShown, waitingCountMax } from './contract.ts'
import type { Rails } from './rails.ts'
import { noCounts, railSummary, type RailCounts, type RailRow } from './view-rails.ts'
import { costInWords, ruleInWords, takesInWords } from './words.ts'

/** The rails that payments can go over, and the rules between them. */
export const railRoutes = (tools: ContextTools, rails: Rails): readonly Route[] => {
  const summary = tools.view<RailRow>(railSummary)
  return [
    route({
      method: 'GET',
      path: '/v1/rails',
      name: 'listRails',
      summary: 'The rails, how they are, and the rules between them',
      tag,
      access: { roles: readers },
      shows: summary,
      replies: {
        200: Type.Object({ items: Type.Array(RailShown), rules: Type.Array(RuleShown) }),
      },
      handle: async ({ now }) => {
        const rows = await rowsOf(summary)
        const items = await Promise.all(
          rails.offers().map(async (offer) => ({
            ...railShown(rails, offer),
            ...(isRecovering(offer, rows.get(offer.rail), now) ? { recovering: true } : {}),
            ...(await outagesShown(tools, rows.get(offer.rail), now)),
            counts: countsIn(rows.get(offer.rail)),
          })),
        )
        const rules = rails.rules.map((rule) => ({
          name: rule.name,
          says: ruleInWords(rule),
          rails: [...rule.rails],
        }))
        return ok({ items, rules })
      },
    }),

    route<Record<string, never>, Record<string, never>, RouteAsked>({
      method: 'POST',
      path: '/v1/rails/route',
      name: 'tryRoute',
      summary: 'Which rail would be taken, and why',
      description: 'Changes nothing. By the rules, and by how the rails are at this moment.',
      tag,
      access: { roles: readers },
      body: { schema: RouteAsked },
      replies: { 200: RouteShown },
      withoutIdempotencyKey: 'it changes nothing',
      handle: ({ body: { at, ...payment }, now }) => {
        const refusal = checkMoney(payment.amount)
        const time = at === undefined ? now : Date.parse(at)
        const wrong = [
          ...(refusal ? [{ field: 'body/amount', reason: refusal.refused }] : []),
          // A leap second is a time by its schema, and none by any clock here.
          ...(Number.isNaN(time) ? [{ field: 'body/at', reason: 'not-a-time' }] : []),
        ]
        if (wrong.length > 0) return Promise.resolve(invalidRequest(wrong))
        return Promise.resolve(
          ok(routeShown(chooseRail(rails.offers(), rails.rules, payment, time))),
        )
      },
    }),
  ]
}

const railShown = (
  rails: Rails,
  offer: RailOffer,
): Omit<RailShown, 'counts' | 'recovering' | 'outage' | 'lastOutage'> => {
  const { rail, health, cost } = offer
  return {
    rail,
    state: health.breaker,
    refusesLateRequests: rails.port(rail)?.notFoundFinalAfterMs !== undefined,
    healthy: weaknessOf(health) === undefined,
    recentCalls: health.calls,
    recentFailures: health.failures,
    takes: takesInWords(offer),
    cost: [...costInWords(cost)],
  }
}

/** The calls that its health is judged by are those of so long. */
const healthWindowMs = 60_000

/** It answers again, and its calls of the last minute are still those of its outage. */
const isRecovering = ({ health }: RailOffer, row: RailRow | undefined, now: Instant): boolean =>
  weaknessOf(health) === 'failing' &&
  row?.awaySince === undefined &&
  row?.lastOutage !== undefined &&
  now - row.lastOutage.until < healthWindowMs

const countsIn = ({ attempts, notSent, settled, rejected, returned }: RailCounts = noCounts) => ({
  attempts,
  notSent,
  settled,
  rejected,
  returned,
})

const outagesShown = async (
  { timersWaiting }: ContextTools,
  row: RailRow | undefined,
  now: Instant,
): Promise<Pick<RailShown, 'outage' | 'lastOutage'>> => ({
  ...(row?.awaySince === undefined
    ? {}
    : {
        outage: {
          since: formatInstant(row.awaySince),
          // Another machine's clock may be ahead of this one's.
          forMs: Math.max(0, now - row.awaySince),
          waiting: await timersWaiting(
            paymentTimersName,
            waitingForRail(row.rail),
            waitingCountMax,
          ),
        },
      }),
  ...(row?.lastOutage === undefined ? {} : { lastOutage: pastOutageShown(row.lastOutage) }),
})

const pastOutageShown = ({ from, until }: NonNullable<RailRow['lastOutage']>) => ({
  from: formatInstant(from),
  until: formatInstant(until),
  lastedMs: Math.max(0, until - from),
})

const rowsOf = async (summary: ViewReader<RailRow>): Promise<ReadonlyMap<string, RailRow>> => {
  const { rows } = await summary.query({ limit: pageSizeMax })
  return new Map(rows.map(({ row }) => [row.rail, row]))
}

const routeShown = (routed: Routed): RouteShown => {
  if (routed.kind === 'none') return { outcome: 'none', passedOver: [...routed.passedOver] }
  if (routed.kind === 'closed') {
    const opensAt = formatInstant(routed.until)
    return { outcome: 'closed', opensAt, passedOver: [...routed.passedOver] }
  }
  const { rule, because, cost, passedOver } = routed.route
  return {
    outcome: 'chosen',
    rail: routed.rail,
    rule,
    because,
    cost,
    passedOver: [...passedOver],
  }
}
