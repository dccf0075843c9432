import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

/** Structured lines on standard output. What is logged never holds bodies, names or account numbers. */
export const openLog = (level: Config['logLevel']): Logger =>
  pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` })
