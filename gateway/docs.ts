import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { docsStyle } from './docs-style.ts'
import { guidePage, type GuidePage } from './guide-page.ts'
import type { openApi } from './openapi.ts'
import { pageHeaders } from './security-headers.ts'

/** The API description as a document for programs, and as pages for people. Everything is served from here. */
export const mountDocs = (
  app: FastifyInstance,
  document: ReturnType<typeof openApi>,
  guides: readonly GuidePage[] = [],
): void => {
  const text = JSON.stringify(document)
  app.get('/openapi.json', (request, reply) => {
    request.routeName = 'openapi'
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text)
  })
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      request.routeName = 'docs'
      reply.headers(pageHeaders).header('cache-control', 'no-cache')
    })
    for (const guide of guides) {
      const page = guidePage(guide, document.info.title)
      scope.get(`/docs/${guide.name}`, (_request, reply) => {
        reply.type('text/html; charset=utf-8').send(page)
      })
    }
    await scope.register(fastifySwagger, {
      mode: 'static',
      // The plugin's own types stop at OpenAPI 3.0; it passes the document on as it is.
      specification: { document: document as never },
    })
    await scope.register(fastifySwaggerUi, {
      routePrefix: '/docs',
      uiConfig: {
        docExpansion: 'list',
        deepLinking: true,
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        filter: true,
        tryItOutEnabled: false,
      },
      theme: {
        title: document.info.title,
        css: [{ filename: 'millrace.css', content: docsStyle }],
      },
    })
  })
}
