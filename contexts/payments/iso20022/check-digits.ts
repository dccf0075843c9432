/** The remainder of ISO 7064 MOD 97-10: letters count as two digits, A as 10. Undefined for anything else. */
export const mod97 = (text: string): number | undefined => {
  if (!/^[0-9A-Z]+$/.test(text)) return undefined
  let remainder = 0
  for (const character of text) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}
