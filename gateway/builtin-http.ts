/** Node's HTTP without the client that an `import` of it would bring along; see adapters/node/builtin-http.ts. */
export const http = process.getBuiltinModule('node:http')
