/*
 * Node's HTTP without what else hangs on it: an `import` of node:http looks at each of its exports, one of them is
 * WebSocket, and that brings 13 MB of a client into every process that only wants a socket.
 */
export const http = process.getBuiltinModule('node:http')
export const https = process.getBuiltinModule('node:https')
