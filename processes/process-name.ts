import { hostname } from 'node:os'

/** How this process is called where several are shown beside each other: `host-1/4711`. */
export const processName = `${hostname().slice(0, 60)}/${process.pid}`
