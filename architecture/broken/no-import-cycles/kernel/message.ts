export type { Decider } from './decider.ts'

export type Event = 1
