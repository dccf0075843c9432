import { apiVersions } from '../kernel/api-version.ts'

/** Parts of the description that many operations refer to, by name. */
export const sharedParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: [
      'The same key with the same request gives the first answer again and no second effect;',
      'with another request, 422. Kept for 7 days for each caller and operation;',
      'afterwards the same key is a new request.',
    ].join(' '),
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description: [
      '`respond-async`: answers 202 as soon as the request is kept, and carries it out whatever happens;',
      'the answer is at the `Location`. `respond-async, wait=10` waits up to ten seconds for the answer first.',
    ].join(' '),
    schema: { type: 'string', examples: ['respond-async, wait=10'] },
  },
  CsrfToken: {
    name: 'x-csrf-token',
    in: 'header',
    required: false,
    description: 'Needed with a session cookie, not with an API key.',
    schema: { type: 'string' },
  },
  ApiVersion: {
    name: 'Millrace-Version',
    in: 'header',
    required: false,
    description: [
      'The version of the API that is spoken. Left out: that of the API key, else the newest,',
      'which is what this document describes.',
    ].join(' '),
    schema: { type: 'string', enum: apiVersions },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The `ETag` that was seen: nothing is done, and the answer is 412, where it has changed since.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description:
      'The `ETag` of what is there already: the answer is 304, without a body, where it is still so.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The id of the last event that was received: goes on behind it.',
    schema: { type: 'string', maxLength: 60 },
  },
}

/** Headers of answers, likewise. */
export const sharedHeaders = {
  RequestId: {
    description: 'Names this request in the logs.',
    schema: { type: 'string', format: 'uuid' },
  },
  RateLimit: {
    description:
      'What is left: `"write";r=999;t=1` is 999 requests at once, and all of them again in a second. ' +
      'One item for each policy that the request is under.',
    schema: { type: 'string' },
  },
  RateLimitPolicy: {
    description:
      'The budgets that the request is under: `"write";q=1000;w=1` is 1000 requests, which come back ' +
      'evenly within a second. Beyond it requests are answered 429 with `Retry-After`.',
    schema: { type: 'string' },
  },
  ApiVersion: {
    description: 'The version of the API that was spoken.',
    schema: { type: 'string', enum: apiVersions },
  },
  ETag: {
    description: 'Names what is shown as it is now. An answer that was expanded has none.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  IdempotencyReplayed: {
    description: '`true` where this is the answer to an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
}

/** A promise in place of an answer. */
export const promisedAnswer = (headers: object): object => ({
  description: 'With `Prefer: respond-async`: kept, and will be carried out; ask at `Location`',
  headers: {
    ...headers,
    location: { schema: { type: 'string' } },
    'preference-applied': { schema: { type: 'string' } },
  },
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['operationId', 'state'],
        properties: {
          operationId: { type: 'string', format: 'uuid' },
          state: { type: 'string', enum: ['in-progress'] },
        },
      },
    },
  },
})

/** An answer that does not end. */
export const liveAnswer = {
  description: [
    'Server-sent events, for as long as the session lasts. Each event `rows` has `{"items": [...]}`',
    'as its data, items like those of the list, and the position as its id.',
  ].join(' '),
  content: { 'text/event-stream': { schema: { type: 'string' } } },
}
