import { milliseconds } from './setting.ts'

/** When the rail is asked what it did not tell. */
export const patienceSettings = {
  statusQueryDelaysMs: milliseconds({
    name: 'MILLRACE_STATUS_QUERY_DELAYS_MS',
    description:
      'Pauses before the rail is asked, again and again, what became of a payment that it did not answer for; the last one repeats',
    default: [1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 3_600_000],
    defaultShown: '1000,2000,5000,15000,60000,300000,3600000',
  }),
  pendingQueryDelaysMs: milliseconds({
    name: 'MILLRACE_PENDING_QUERY_DELAYS_MS',
    description:
      'The same for a payment that the rail works on, in case it tells nothing of its end; the last one repeats',
    default: [15_000, 60_000, 300_000, 900_000, 3_600_000],
    defaultShown: '15000,60000,300000,900000,3600000',
  }),
} as const
