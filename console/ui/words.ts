/** `submissionId` becomes `submission id`, `PaymentSettled` becomes `Payment settled`. */
export const spaced = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])([A-Z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`)

/** `user:0190...` becomes `User …a1b2c3d4`, `timer:ask-status` becomes `Timer ask-status`. */
export const actorWords = (actor: string): string => {
  const [kind = '', name = ''] = actor.split(/:(.*)/)
  const title = kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ')
  if (name === '') return title
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name)
    ? `${title} …${name.slice(-8)}`
    : `${title} ${name}`
}
