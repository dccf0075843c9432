import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PartyShown, PaymentShown } from '../../../contexts/payments/contract.ts'
import { EyeIcon, RightIcon } from '../../ui/icons.tsx'
import { useMay } from '../access/use-session.ts'
import { showMasked } from './masked.ts'
import classes from './payment-drawer.module.css'
import {
  RevealDialog,
  type Revealed,
  type RevealedDetails,
  type RevealedParty,
} from './reveal-dialog.tsx'

/** Who pays whom: masked until somebody says why they must see it. */
export const Parties = ({ payment }: { payment: PaymentShown }): ReactElement => {
  const mayReveal = useMay('operator', 'compliance')
  const [isAsking, setAsking] = useState(false)
  const [revealed, setRevealed] = useState<Revealed>()
  return (
    <section className={classes['section']}>
      <h3>
        Parties
        {mayReveal && !revealed && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<EyeIcon size={13} />}
            onClick={() => setAsking(true)}
          >
            Reveal
          </Button>
        )}
        {revealed && (
          <Button size="compact-xs" variant="subtle" onClick={() => setRevealed(undefined)}>
            Mask again
          </Button>
        )}
      </h3>
      <div className={classes['parties']}>
        <PartyCard
          side="Debtor"
          party={payment.debtor}
          revealed={revealed?.debtor}
          more={debtorDetails(revealed?.details)}
        />
        <span className={classes['between']}>
          <RightIcon />
        </span>
        <PartyCard
          side="Creditor"
          party={payment.creditor}
          revealed={revealed?.creditor}
          more={creditorDetails(revealed?.details)}
        />
      </div>
      {revealed &&
        saidIn(revealed).map(([role, text]) => (
          <div key={role} className={classes['party']} style={{ marginTop: 8, minHeight: 0 }}>
            <div className={classes['role']}>{role}</div>
            {text}
          </div>
        ))}
      {isAsking && (
        <RevealDialog
          paymentId={payment.paymentId}
          onClose={() => setAsking(false)}
          onRevealed={(shown) => {
            setRevealed(shown)
            setAsking(false)
          }}
        />
      )}
    </section>
  )
}

type Labelled = readonly [label: string, text: string]

const present = (...rows: readonly (readonly [string, string | undefined])[]): Labelled[] =>
  rows.filter((row): row is Labelled => row[1] !== undefined && row[1] !== '')

const debtorDetails = (details: RevealedDetails = {}): readonly Labelled[] =>
  present(
    ['Address', details.debtorAddress],
    ['LEI', details.debtorLei],
    ['On behalf of', details.ultimateDebtor],
  )

const creditorDetails = (details: RevealedDetails = {}): readonly Labelled[] =>
  present(
    ['Address', details.creditorAddress],
    ['LEI', details.creditorLei],
    ['For', details.ultimateCreditor],
  )

/** What stands beside both parties. */
const saidIn = ({ remittance, details = {} }: Revealed): readonly Labelled[] =>
  present(
    ['Remittance', remittance ?? undefined],
    ['Creditor reference', details.creditorReference],
    ['Documents', details.documents?.join(', ')],
    ['For authorities', details.regulatory?.join(', ')],
  )

interface PartyCardProps {
  readonly side: string
  readonly more: readonly Labelled[]
  readonly party: PartyShown
  readonly revealed: RevealedParty | undefined
}

const PartyCard = ({ side, party, revealed, more }: PartyCardProps): ReactElement => {
  const isErased = party.erased ?? revealed?.erased
  return (
    <div className={classes['party']}>
      <div className={classes['role']}>{side}</div>
      {isErased ? (
        <div className={classes['account']}>
          <em>Erased: the key to this data was destroyed</em>
        </div>
      ) : (
        <>
          <div className={classes['name']}>{revealed?.name ?? showMasked(party.name ?? '')}</div>
          <div className={classes['account']}>
            {revealed?.account ? grouped(revealed.account) : showMasked(party.account ?? '')}
          </div>
          {revealed?.agentBic && <div className={classes['account']}>{revealed.agentBic}</div>}
          {more.map(([label, text]) => (
            <div key={label} className={classes['account']}>
              {label}: {text}
            </div>
          ))}
        </>
      )}
    </div>
  )
}

/** An IBAN in groups of four, as it is printed. */
const grouped = (account: string): string =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{10,}$/.test(account) ? account.replaceAll(/(.{4})(?=.)/g, '$1 ') : account
