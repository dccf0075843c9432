import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import {
  checkSignature,
  requestContent,
  signatureHeader,
} from '../../adapters/rails/simulated/signature.ts'
import { paths } from '../../adapters/rails/simulated/wire.ts'
import { http } from '../../adapters/node/builtin-http.ts'
import { lastChange, pageOf, type Entry } from './books.ts'
import { outagesOf, type Outages } from './outage.ts'
import { reasonFor } from './plan.ts'
import type { Rail } from './rail.ts'
import { isWrong, parseJson, readBody, readCancel, readOutage, readSubmit } from './requests.ts'
import { readScript, type FaultScript } from '../../adapters/rails/simulated/faults.ts'

/** How long an outage lasts that an instruction triggered: over when it is tried again after a second. */
export const triggeredOutageMs = 500
const booksRowsMax = 10_000
// Longer than any client keeps an idle connection, so that it is never we who close it under a request.
const keepAliveTimeoutMs = 60_000

type Answer = { readonly status: number; readonly body: object; readonly afterwards?: () => void }
type Handler = (query: URLSearchParams, body: Uint8Array) => Promise<Answer | 'never' | 'reset'>

/** The rail over HTTP: outage, then signature, then the body, and only then the books. */
export const serveRail = (
  rail: Rail,
  options: { readonly secret: string; readonly script: FaultScript },
): { server: Server; outages: Outages } => {
  const server = http.createServer(
    { keepAliveTimeout: keepAliveTimeoutMs },
    (request, response) => {
      answer(request, response).catch(() => {
        if (!response.headersSent) send(response, { status: 500, body: { error: 'internal' } })
      })
    },
  )
  const outages = outagesOf(server)
  const railRoutes = routesOfRail(rail, outages)
  const controlRoutes = routesOfControl(rail, outages)
  outages.schedule(options.script.outages)

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? '/'
    const { pathname, searchParams } = new URL(target, 'http://rail')
    const route = `${request.method} ${pathname}`
    if (route === `GET ${paths.health}`)
      return send(response, { status: 200, body: { status: 'up' } })
    const railRoute = railRoutes[route]
    if (railRoute && outages.unavailable()) return send(response, refused(503, 'outage'))
    const body = await readBody(request)
    if (!body) return send(response, refused(413, 'body-too-large'))
    const content = requestContent(request.method ?? '', target, body)
    const signature = String(request.headers[signatureHeader] ?? '')
    const wrong = checkSignature(content, signature, options.secret, Date.now())
    if (wrong) return send(response, refused(401, wrong))
    const handler = railRoute ?? controlRoutes[route]
    if (!handler) return send(response, refused(404, 'no-such-route'))
    const answered = await handler(searchParams, body)
    if (answered === 'reset') request.socket.resetAndDestroy()
    else if (answered !== 'never') send(response, answered)
  }

  return { server, outages }
}

const send = (response: ServerResponse, { status, body, afterwards }: Answer): void => {
  const text = JSON.stringify(body)
  if (afterwards) response.once('finish', afterwards)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** `accepted: false` is a promise: nothing was accepted, and nothing will be, under this request. */
const refused = (status: number, error: string, more: object = {}): Answer => ({
  status,
  body: { accepted: false, error, ...more },
})

const malformed = (reason: string): Answer =>
  refused(400, 'malformed-request', { code: 'FF01', reason: reason.slice(0, 300) })

const routesOfRail = (rail: Rail, outages: Outages): Record<string, Handler> => ({
  [`POST ${paths.submit}`]: async (_query, bytes) => {
    const request = readSubmit(parseJson(bytes))
    if (isWrong(request)) return malformed(request.wrong)
    const { submissionId } = request.instruction
    const submitted = await rail.submit(request)
    switch (submitted.kind) {
      case 'taken':
        return answerOf(submitted.entry)
      case 'already-submitted':
        // No word about acceptance: that was decided by the submit that came first.
        return { status: 409, body: { submissionId, error: 'already-submitted' } }
      case 'submit-window-closed':
        return refused(410, submitted.kind, { submissionId })
      case 'outage-triggered':
        outages.begin('unavailable', triggeredOutageMs)
        return refused(503, 'outage', { submissionId })
      case 'books-full':
        return refused(503, submitted.kind, { submissionId })
    }
  },
  [`GET ${paths.status}`]: async (query) => {
    const submissionId = query.get('submissionId') ?? ''
    const railReference = query.get('railReference')
    const entry = await rail.find(submissionId)
    return entry && (railReference === null || railReference === entry.railReference)
      ? { status: 200, body: statusOf(entry) }
      : { status: 404, body: { submissionId, found: false } }
  },
  [`POST ${paths.cancel}`]: async (_query, bytes) => {
    const request = readCancel(parseJson(bytes))
    if (isWrong(request)) return malformed(request.wrong)
    const entry = await rail.cancel(request.submissionId)
    return entry
      ? { status: 200, body: statusOf(entry) }
      : { status: 404, body: { submissionId: request.submissionId, found: false } }
  },
})

const answerOf = ({ submissionId, railReference, plan }: Entry): Answer | 'never' | 'reset' => {
  if (plan.answer === 'never' || plan.answer === 'reset') return plan.answer
  if (plan.answer === 'error') return { status: 500, body: { submissionId, error: 'internal' } }
  const { ending } = plan
  return ending.kind === 'rejected' && ending.inTheAnswer
    ? refused(422, 'rejected', { submissionId, code: ending.code, reason: reasonFor(ending.code) })
    : { status: 202, body: { submissionId, accepted: true, railReference } }
}

const statusOf = (entry: Entry): object => {
  const { state, code, atMs } = lastChange(entry)
  return {
    submissionId: entry.submissionId,
    railReference: entry.railReference,
    state,
    ...(code === undefined ? {} : { code, reason: reasonFor(code) }),
    at: new Date(atMs).toISOString(),
  }
}

const routesOfControl = (rail: Rail, outages: Outages): Record<string, Handler> => ({
  [`GET ${paths.books}`]: async (query) => {
    const offset = Math.max(0, Math.trunc(Number(query.get('offset') ?? 0)) || 0)
    return { status: 200, body: pageOf(rail.books, offset, booksRowsMax) }
  },
  [`POST ${paths.faults}`]: async (_query, bytes) => {
    const script = readScript(parseJson(bytes))
    if (typeof script === 'string') return malformed(script)
    rail.setScript(script)
    outages.schedule(script.outages)
    return { status: 200, body: script }
  },
  [`POST ${paths.outage}`]: async (_query, bytes) => {
    const request = readOutage(parseJson(bytes))
    if (isWrong(request)) return malformed(request.wrong)
    const { kind = 'unavailable', forMs } = request
    // It begins when the answer is out: the answer would not survive a closed port.
    return { status: 202, body: { kind, forMs }, afterwards: () => outages.begin(kind, forMs) }
  },
  [`POST ${paths.callbackUrl}`]: async (_query, bytes) => {
    const { url } = (parseJson(bytes) ?? {}) as { url?: unknown }
    if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      return malformed('/url must be an http URL')
    }
    rail.setCallbackUrl(url)
    return { status: 200, body: { url } }
  },
})
