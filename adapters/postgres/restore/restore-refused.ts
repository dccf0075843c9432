/** The bus does not hold what a log can be made from, or the database cannot take it. The message is for the operator. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused'
}
