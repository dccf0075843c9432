import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from './problem.ts'
import { pageHeaders } from './security-headers.ts'
import { sendProblem } from './send-reply.ts'

const startPage = 'index.html'

/**
 * Serves the built console. Its files are listed once, so that no request makes the server look around
 * on the disk; any other page that a browser asks for outside the API is the console's own to show.
 */
export const mountConsole = async (app: FastifyInstance, directory: string): Promise<void> => {
  const files = new Set(await filesUnder(directory))
  await app.register(fastifyStatic, { root: directory, serve: false })
  app.route({
    method: 'GET',
    url: '/*',
    handler: (request, reply) => {
      const path = (request.params as { readonly '*': string })['*']
      if (files.has(path)) return sendFile(request, reply, path)
      return isPage(request, path) && files.has(startPage)
        ? sendFile(request, reply, startPage)
        : sendProblem(request, reply, problem('not-found'))
    },
  })
}

const filesUnder = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
}

const isPage = ({ headers }: FastifyRequest, path: string): boolean =>
  path === '' ||
  (!/^(v\d+|docs|problems)(\/|$)/.test(path) && (headers.accept ?? '').includes('text/html'))

const sendFile = (request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply => {
  request.routeName = 'console'
  reply.headers(pageHeaders)
  // The build writes a digest into the names of assets: what has the name will never change.
  return path.startsWith('assets/')
    ? reply.sendFile(path, { maxAge: '365d', immutable: true })
    : reply.header('cache-control', 'no-cache').sendFile(path, { cacheControl: false })
}
