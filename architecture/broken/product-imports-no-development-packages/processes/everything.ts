import { parseSync } from 'oxc-parser'

export const parse = parseSync
