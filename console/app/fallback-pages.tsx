import { Loader } from '@mantine/core'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { InboxIcon } from '../ui/icons.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { EmptyState, ProblemNotice } from '../ui/notice.tsx'

export const LoadingPage = (): ReactElement => (
  <output style={{ display: 'grid', placeItems: 'center', height: '100%' }}>
    <Loader size="sm" color="gray" />
    <span className="visually-hidden">Loading</span>
  </output>
)

export const FailedPage = ({ error }: ErrorComponentProps): ReactElement => {
  const router = useRouter()
  return (
    <div style={{ maxWidth: 520, margin: '12vh auto', padding: 24 }}>
      <ProblemNotice problem={error} onRetry={async () => router.invalidate()} />
    </div>
  )
}

export const MissingPage = (): ReactElement => (
  <EmptyState
    icon={<InboxIcon size={20} />}
    title="There is nothing here"
    actions={
      <LinkButton to="/payments" variant="default">
        Go to the payments
      </LinkButton>
    }
  >
    The address leads nowhere. It may have been cut off on its way here.
  </EmptyState>
)
