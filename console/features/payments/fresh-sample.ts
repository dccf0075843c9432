const messageId = /(<(?:\w+:)?MsgId>)[^<]{1,35}(<)/
const createdAt = /(<(?:\w+:)?CreDtTm>)[^<]*(<)/
const endToEndId = /(<(?:\w+:)?EndToEndId>)([A-Za-z0-9-]{1,35})(<)/g

/** Four letters and digits that name one try, without those that look like others. */
export const newTry = (): string => {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  const bytes = crypto.getRandomValues(new Uint8Array(4))
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('')
}

/**
 * The sample as a message of its own, so that it can be tried again and again: a file is taken only once
 * for its message id. What makes the simulated rail misbehave stays in the end-to-end ids, and so do
 * ids that are wrong on purpose.
 */
export const freshSample = (xml: string, trial: string, now: Date): string => {
  let count = 0
  return xml
    .replace(
      messageId,
      (_, open: string, close: string) => `${open}TRY-${trial}-${now.getTime()}${close}`,
    )
    .replace(createdAt, (_, open: string, close: string) => open + now.toISOString() + close)
    .replace(endToEndId, (_, open: string, id: string, close: string) => {
      count += 1
      return open + freshEndToEndId(id, trial, count) + close
    })
}

const freshEndToEndId = (id: string, trial: string, count: number): string => {
  const [, prefix = 'TRY'] = /^([A-Za-z]{1,4})-/.exec(id) ?? []
  const [trigger = ''] = /-TRIGGER-.*$/.exec(id) ?? []
  return `${prefix}-${trial}-${String(count).padStart(2, '0')}${trigger}`
}
