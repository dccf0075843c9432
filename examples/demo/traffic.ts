import { generatePain001, germanIban, personName, type Below } from '../../testing/pain001.ts'

/** What a bank and its customers do, as calls of the public API. Nothing here knows a clock. */
export type Act =
  | { readonly kind: 'transfer' | 'instant'; readonly order: Order }
  /** Held at once, captured in parts some seconds later, now and then given back. */
  | {
      readonly kind: 'card'
      readonly order: Order & { readonly captureMode: 'manual' }
      readonly captures: readonly { readonly percent: number; readonly afterSeconds: number }[]
      /** Of what is left when all captures are made. */
      readonly isVoided: boolean
    }
  | { readonly kind: 'refund'; readonly order: Order; readonly percent: number }
  | { readonly kind: 'salaries'; readonly file: string; readonly transactions: number }

export interface Order {
  readonly amount: { readonly minorUnits: string; readonly currency: string }
  readonly debtor: Party
  readonly creditor: Party
  readonly endToEndId: string
  readonly remittance: string
  readonly serviceLevel?: 'instant'
}

export interface Party {
  readonly name: string
  readonly iban: string
}

/** In percent of all acts; salaries come when a month ends and at no other time. */
export const mix = { transfer: 50, card: 25, instant: 17, refund: 8 } as const

/** What an order's end-to-end id brings about on the simulated rail (docs/sandbox.md). */
const troubles = [
  'TRIGGER-TIMEOUT',
  'TRIGGER-LOST-ANSWER',
  'TRIGGER-ERROR',
  'TRIGGER-REJECT-AM04',
  'TRIGGER-LATE-REJECT-AC04',
  'TRIGGER-LOST-CALLBACK',
  'TRIGGER-DUPLICATE-CALLBACK',
  'TRIGGER-REORDERED-CALLBACKS',
] as const

export interface TrafficOptions {
  readonly below: Below
  /** Begins the end-to-end ids, so that two runs never mean the same payment. */
  readonly name: string
  readonly customers?: number
  /** Of the orders that are given while the rail has its bad hour. */
  readonly troublePercent?: number
}

/** Everybody who pays or is paid, and what they do next. The same seed gives the same acts. */
export class Traffic {
  readonly #below: Below
  readonly #name: string
  readonly #troublePercent: number
  readonly #customers: readonly Party[]
  readonly #shops: readonly Party[]
  #orders = 0
  #files = 0

  constructor({ below, name, customers = 400, troublePercent = 35 }: TrafficOptions) {
    this.#below = below
    this.#name = name
    this.#troublePercent = troublePercent
    this.#customers = Array.from({ length: customers }, () => party(below))
    this.#shops = Array.from({ length: Math.ceil(customers / 20) }, () => party(below))
  }

  /** What somebody does next, on a rail that is well or is not. */
  next(isBadHour: boolean): Act {
    const dice = this.#below(100)
    if (dice < mix.transfer) return { kind: 'transfer', order: this.#order(isBadHour, 250_000) }
    if (dice < mix.transfer + mix.card) return this.#card(isBadHour)
    if (dice < 100 - mix.refund) {
      const order = this.#order(isBadHour, 30_000)
      return { kind: 'instant', order: { ...order, serviceLevel: 'instant' } }
    }
    return {
      kind: 'refund',
      order: this.#order(false, 60_000),
      percent: this.#below(3) === 0 ? 100 : 10 + this.#below(80),
    }
  }

  /** A company pays its people at the end of the month. */
  salaries(): Act {
    const transactions = 40 + this.#below(160)
    const file = generatePain001({
      version: this.#below(2) === 0 ? '03' : '09',
      transactions,
      seed: this.#below(2 ** 31) + ++this.#files,
    })
    return { kind: 'salaries', file, transactions }
  }

  #card(isBadHour: boolean): Act {
    const order = { ...this.#order(isBadHour, 20_000), captureMode: 'manual' as const }
    const isSplit = this.#below(4) === 0
    const first = isSplit ? 20 + this.#below(50) : 100
    const captures = [{ percent: first, afterSeconds: 1 + this.#below(6) }]
    if (isSplit) captures.push({ percent: 100 - first, afterSeconds: 4 + this.#below(8) })
    // One in eight is never taken: the goods were not there.
    const isVoided = this.#below(8) === 0
    return { kind: 'card', order, captures: isVoided ? captures.slice(0, -1) : captures, isVoided }
  }

  #order(isBadHour: boolean, minorUnitsMax: number): Order {
    const number = ++this.#orders
    const isTroubled = isBadHour && this.#below(100) < this.#troublePercent
    const trouble = troubles[this.#below(troubles.length)] ?? ''
    return {
      amount: { minorUnits: String(100 + this.#below(minorUnitsMax)), currency: 'EUR' },
      debtor: this.#one(this.#customers),
      creditor: this.#one(this.#shops),
      endToEndId: `${this.#name}${number}${isTroubled ? trouble : ''}`.slice(0, 35),
      remittance: `Order ${this.#below(1_000_000)}`,
    }
  }

  #one(parties: readonly Party[]): Party {
    return parties[this.#below(parties.length)] ?? party(this.#below)
  }
}

const party = (below: Below): Party => ({ name: personName(below), iban: germanIban(below) })

/** Of each ten minutes the rail has two bad ones; a month ends every four. */
export const calendar = { badEverySeconds: 600, badSeconds: 120, monthSeconds: 240 } as const

/** Whether the rail has its bad hour, so many seconds after the beginning. The first minutes are good. */
export const isBadHour = (seconds: number): boolean =>
  seconds % calendar.badEverySeconds >= calendar.badEverySeconds - calendar.badSeconds
