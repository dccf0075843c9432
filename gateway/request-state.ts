import type { FastifyInstance } from 'fastify'
import { currentApiVersion, type ApiVersion } from '../kernel/api-version.ts'
import type { Caller } from '../kernel/role.ts'
import type { ClientCertificate } from './client-certificate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the other end of the connection has shown, and proved to hold. */
    certificate: ClientCertificate | undefined
    /** Who asked, where they are known, whether they may or not. */
    refusedActor: string | undefined
    /** The caller's address, where a gateway in front has let the request in. */
    admittedFrom: string | undefined
    /** Set when the request has been admitted. */
    caller: Caller | null
    /** The version of the API that the request speaks. */
    apiVersion: ApiVersion
    /** Name of the route that was found; it stands in logs and metrics in place of the path. */
    routeName: string
  }
}

export const unknownRoute = 'unknown'

/** Declares what the gateway keeps with a request, once, so that every request has one shape. */
export const declareRequestState = (app: FastifyInstance): void => {
  app.decorateRequest('caller', null)
  app.decorateRequest('apiVersion', currentApiVersion)
  app.decorateRequest('certificate')
  app.decorateRequest('admittedFrom')
  app.decorateRequest('refusedActor')
  app.decorateRequest('routeName', unknownRoute)
}
