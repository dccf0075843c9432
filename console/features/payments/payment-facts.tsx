import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { formatDate } from '../../ui/instants.ts'
import { Fact, Facts } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { sentenceOf } from './payment-status.ts'
import { TrackingLinkButton } from '../tracking/tracking-link-dialog.tsx'

const cancellationInWords = ({
  state,
  because = '',
}: NonNullable<PaymentShown['cancellation']>): string =>
  state === 'asked'
    ? 'The rail is asked to take it back'
    : `The rail did not take it back: ${because.replaceAll('-', ' ')}`

const bearerWords: Readonly<Record<NonNullable<PaymentShown['chargeBearer']>, string>> = {
  SLEV: 'As the service says (SLEV)',
  SHAR: 'Each side its own (SHAR)',
  DEBT: 'The payer bears all (DEBT)',
  CRED: 'The payee bears all (CRED)',
}

/** How the payer wants it carried. */
const AskedFacts = ({ payment }: { payment: PaymentShown }): ReactElement => {
  const { serviceLevel, purpose, chargeBearer, uetr } = payment
  return (
    <>
      {serviceLevel && (
        <Fact name="Service">{serviceLevel === 'sepa' ? 'SEPA' : sentenceOf(serviceLevel)}</Fact>
      )}
      {purpose && <Fact name="Purpose">{purpose}</Fact>}
      {chargeBearer && <Fact name="Charges">{bearerWords[chargeBearer]}</Fact>}
      {uetr && (
        <Fact name="UETR">
          <span className="mono">{uetr}</span> <Copy value={uetr} label="Copy the UETR" />
        </Fact>
      )}
    </>
  )
}

export const PaymentFacts = ({ payment }: { payment: PaymentShown }): ReactElement => {
  const { paymentId, railReference, fileId, requestedExecutionDate } = payment
  return (
    <Facts>
      <Fact name="Payment id">
        <span className="mono">{paymentId}</span>{' '}
        <Copy value={paymentId} label="Copy the payment id" />
      </Fact>
      {railReference && (
        <Fact name="Rail reference">
          <span className="mono">{railReference}</span>{' '}
          <Copy value={railReference} label="Copy the rail reference" />
        </Fact>
      )}
      {requestedExecutionDate && (
        <Fact name="Requested for">{formatDate(requestedExecutionDate)}</Fact>
      )}
      <AskedFacts payment={payment} />
      {payment.rail && <Fact name="Rail">{payment.rail}</Fact>}
      {payment.captureMode === 'manual' && <Fact name="Capture">By hand, from a hold</Fact>}
      {payment.holdExpiresAt && (
        <Fact name="Hold expires">
          <Time at={payment.holdExpiresAt} />
        </Fact>
      )}
      {payment.dueAt && (
        <Fact name="Due at">
          <Time at={payment.dueAt} />
        </Fact>
      )}
      {payment.cancellation && (
        <Fact name="Cancellation">{cancellationInWords(payment.cancellation)}</Fact>
      )}
      {payment.recommendedAction && (
        <Fact name="What to do">{sentenceOf(payment.recommendedAction)}</Fact>
      )}
      {payment.nextTryAt && (
        <Fact name="Next try">
          <Time at={payment.nextTryAt} />
        </Fact>
      )}
      {payment.acknowledgedAt && (
        <Fact name="Acknowledged by a bank">
          <Time at={payment.acknowledgedAt} />
        </Fact>
      )}
      {payment.confirmedAt && (
        <Fact name="Confirmed by the network">
          <Time at={payment.confirmedAt} />
        </Fact>
      )}
      <Fact name="Received">
        <Time at={payment.receivedAt} />
      </Fact>
      <Fact name="Last change">
        <Time at={payment.updatedAt} /> (version {payment.version})
      </Fact>
      <Fact name="For payer and payee">
        <TrackingLinkButton paymentId={paymentId} />
      </Fact>
      {fileId && (
        <Fact name="Came in file">
          <Link to="/files/$fileId" params={{ fileId }}>
            {fileId.slice(-12)}
          </Link>
        </Fact>
      )}
    </Facts>
  )
}
