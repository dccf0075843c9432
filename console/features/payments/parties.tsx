import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PartyShown, PaymentShown } from '../../../contexts/payments/contract.ts'
import { EyeIcon, RightIcon } from '../../ui/icons.tsx'
import { useMay } from '../access/use-session.ts'
import { showMasked } from './masked.ts'
import classes from './payment-drawer.module.css'
import { RevealDialog, type Revealed, type RevealedParty } from './reveal-dialog.tsx'

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
        <PartyCard side="Debtor" party={payment.debtor} revealed={revealed?.debtor} />
        <span className={classes['between']}>
          <RightIcon />
        </span>
        <PartyCard side="Creditor" party={payment.creditor} revealed={revealed?.creditor} />
      </div>
      {revealed?.remittance && (
        <div className={classes['party']} style={{ marginTop: 8, minHeight: 0 }}>
          <div className={classes['role']}>Remittance</div>
          {revealed.remittance}
        </div>
      )}
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

interface PartyCardProps {
  readonly side: string
  readonly party: PartyShown
  readonly revealed: RevealedParty | undefined
}

const PartyCard = ({ side, party, revealed }: PartyCardProps): ReactElement => {
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
        </>
      )}
    </div>
  )
}

/** An IBAN in groups of four, as it is printed. */
const grouped = (account: string): string =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{10,}$/.test(account) ? account.replaceAll(/(.{4})(?=.)/g, '$1 ') : account
