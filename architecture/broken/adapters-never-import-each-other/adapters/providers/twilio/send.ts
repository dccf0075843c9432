import { sign } from '../infobip/sign.ts'

export const send = sign
