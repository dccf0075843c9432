import { integer, optionalOrigin } from '../setting.ts'

/** Of processes that run apart (docs/running-apart.md). */
export const apartSettings = {
  drainNoticeMs: integer(
    {
      name: 'MILLRACE_DRAIN_NOTICE_MS',
      description:
        'How long a stop says that it is not ready, and goes on answering, before it takes nothing new: for load balancers',
      default: 0,
    },
    0,
    600_000,
  ),
  workerUrl: optionalOrigin({
    name: 'MILLRACE_WORKER_URL',
    description:
      'Address at which gateways reach this worker or relay; without it, the one that it listens at',
  }),
}
