import { expect as assert } from 'vitest'
import type { Command, DomainEvent } from '../kernel/message.ts'
import type { Policy } from '../kernel/policy.ts'
import { recorded, typesOf, type Fact } from './facts.ts'

interface Reaction {
  /** The commands that are wanted, in order. */
  readonly expect: (commands: readonly Command[]) => void
}

/**
 * What a policy does about a fact:
 *
 *   given(refundPolicy).when({ type: 'PaymentRejected', data }).expect([{ type: 'RefundFee', data }])
 */
export const given = <E extends DomainEvent>(policy: Policy<E>) => ({
  when: (fact: Fact<E>): Reaction => {
    const [event] = recorded([fact])
    const intents = event && policy.events.includes(event.type) ? policy.react(event) : []
    return {
      expect: (commands) => {
        const wanted = intents.map(({ command }) => command)
        const story = `${policy.name}, when ${fact.type}`
        const misfit = intents.filter(({ definition, command }) => definition.type !== command.type)
        assert(misfit, `${story}: a command goes to the definition of another`).toEqual([])
        assert(wanted, `${story}: expected ${typesOf(commands)}, came ${typesOf(wanted)}`).toEqual(
          commands,
        )
      },
    }
  },
})
