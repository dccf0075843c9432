/** The remainder of ISO 7064 MOD 97-10: letters count as two digits, A as 10. Undefined for anything else. */
export const mod97 = (text: string): number | undefined => {
  if (!/^[0-9A-Z]+$/.test(text)) return undefined
  let remainder = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    remainder =
      (code < letterA ? remainder * 10 + code - digit0 : remainder * 100 + code - letterA + 10) % 97
  }
  return remainder
}

const digit0 = 48
const letterA = 65
