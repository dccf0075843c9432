import { timerStoreConformance } from '../../testing/timer-store.conformance.ts'
import { memoryTimers } from './timers.ts'

timerStoreConformance('the memory', () =>
  Promise.resolve({ timers: memoryTimers(), close: () => Promise.resolve() }),
)
