import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { incompatibilities } from '../gateway/compatibility/compare.ts'
import { describedRoutes, apiDocument } from './api-document.ts'
import { readKeptApi } from './kept-api.ts'

describe('The API as it is described', () => {
  it('breaks nobody who relies on docs/contracts/openapi.json', async () => {
    expect(incompatibilities(await readKeptApi(), apiDocument())).toEqual([])
  })

  it('has each of its changes in docs/api-versions.md, and no other there', async () => {
    const text = await readFile(new URL('../docs/api-versions.md', import.meta.url), 'utf8')
    const told = [...text.matchAll(/^\| (\d{4}-\d\d-\d\d) +\| `(\w+)` +\| (.*?) +\|$/gm)].map(
      ([, version, route, what]) => ({ version, route, what }),
    )
    const made = describedRoutes().flatMap((route) =>
      route.kind === 'exchange'
        ? (route.changes ?? []).map(({ version, what }) => ({ version, route: route.name, what }))
        : [],
    )
    const inOrder = (changes: readonly object[]) => changes.map((one) => JSON.stringify(one)).sort()
    expect(inOrder(told)).toEqual(inOrder(made))
  })

  it('lets every read of a view wait for a position', () => {
    const atOnce = describedRoutes()
      .filter(({ kind, method }) => kind === 'exchange' && method === 'GET')
      .filter((route) => route.kind === 'exchange' && !route.shows)
      .map(({ name }) => name)
    // They read a log or this process itself, and so are never behind.
    expect(atOnce.toSorted()).toEqual([
      'countDeadLetters',
      'getDeadLetter',
      'getDeadLetterBatch',
      'getMessageMap',
      'getOperation',
      'listAttempts',
      'listBreakers',
      'listCaptures',
      'listConsumers',
      'listDeadLetterBatches',
      'listDeadLetters',
      'listDisputesOfPayment',
      'listLogs',
      'listMessageTopics',
      'listPaymentEvents',
      'listProcesses',
      'listRailErrors',
      'listRefundsOfPayment',
      'listRelays',
      'listSignInMethods',
      'listViews',
      'listWebhookEventTypes',
      'readSession',
      'trackPayment',
    ])
  })
})
