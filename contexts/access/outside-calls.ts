import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { Vault } from '../../kernel/personal-data.ts'
import { recordKeyDestroyed } from './commands.ts'
import type { AccessEventOf } from './events.ts'

/**
 * An erasure that is in the log is carried out, even where whoever asked for it crashed right after. The route
 * does the same at once; destroying a key twice is destroying it once, so no intent is recorded.
 */
export const destroySubjectKey = ({
  vault,
}: {
  readonly vault: Vault
}): OutsideCall<AccessEventOf<'SubjectErased'>, 'destroyed'> => ({
  name: 'destroy-subject-key',
  events: ['SubjectErased'],
  // What is recorded as destroyed is destroyed, however long its store is out of reach.
  untilAnswered: true,
  call: async ({ data }) => {
    await vault.erase(data.key)
    return 'destroyed'
  },
  answer: ({ data: { subject, key } }) => ({
    definition: recordKeyDestroyed,
    command: { type: 'RecordKeyDestroyed', data: { subject, key } },
  }),
  concurrencyMax: 4,
})
