import { notifications } from '@mantine/notifications'

export interface LimitAnswer {
  readonly limitId: string
  /** Present where it waits for somebody else. */
  readonly proposalId?: string
  readonly position: string
}

/** Says whether a change of a limit holds, or waits. */
export const tellsWhatBecame = ({ proposalId }: LimitAnswer, done: string): void => {
  notifications.show({
    message: proposalId === undefined ? done : 'It waits for somebody else to approve it',
  })
}
