import { problemReply, type Reply } from './reply.ts'

/** The validator as a header carries it. Routes give `Reply.etag` without quotes. */
export const quoteEtag = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`)

/** Whether a list of validators (If-Match) names this one; `*` names every one. */
export const namesEtag = (list: string, etag: string): boolean =>
  list.trim() === '*' || list.split(',').some((one) => one.trim() === quoteEtag(etag))

/**
 * Whether If-None-Match names this one. Whatever stands in between may have packed the answer, and marked its validator
 * as weak for that (`W/"7"`): it is compared all the same, as RFC 9110 has it.
 */
export const knowsEtag = (list: string, etag: string): boolean =>
  namesEtag(list.replaceAll(/(^|,)\s*W\//g, '$1'), etag)

/**
 * For a route that changes what it has shown before: the 412 answer if the caller's If-Match names another
 * state than the present one, undefined if the change may go on.
 */
export const preconditionFailure = (
  ifMatch: string | undefined,
  etag: string | undefined,
): Reply | undefined =>
  ifMatch === undefined || (etag !== undefined && namesEtag(ifMatch, etag))
    ? undefined
    : problemReply({
        slug: 'precondition-failed',
        status: 412,
        title: 'It has changed since you looked; read it again',
        ...(etag === undefined ? {} : { headers: { etag: quoteEtag(etag) } }),
      })
