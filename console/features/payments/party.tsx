import type { ReactElement } from 'react'
import type { PartyShown } from '../../../contexts/payments/contract.ts'
import { showMasked } from './masked.ts'
import classes from './party.module.css'

/** A party on one line: name, then account, both masked. Where there is little room the name gives way. */
export const Party = ({ party }: { party: PartyShown }): ReactElement =>
  party.erased ? (
    <span className={classes['erased']}>Erased</span>
  ) : (
    <span className={classes['party']}>
      <span className="truncate">{showMasked(party.name ?? '')}</span>
      <span className={classes['account']}>{showMasked(party.account ?? '')}</span>
    </span>
  )
