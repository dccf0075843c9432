import type { Event } from './message.ts'

export type Decider = Event
