/** Text as it may stand between tags. Characters that XML does not allow are left out. */
export const escapeXml = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

/** `<Name>text</Name>`; nothing for what is not there. */
export const element = (name: string, text: string | number | undefined): string =>
  text === undefined ? '' : `<${name}>${escapeXml(String(text))}</${name}>`

/** `<Name>...</Name>` around what was written already; nothing around nothing. */
export const parent = (name: string, ...children: readonly string[]): string => {
  const inside = children.join('')
  return inside === '' ? '' : `<${name}>${inside}</${name}>`
}
