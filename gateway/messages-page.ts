import { memberOf, type Document } from './compatibility/rules.ts'

/** What is said on the bus, as a page for people: made from the AsyncAPI document, without scripts. */
export const messagesPage = (document: Document): string => {
  const channels = Object.entries(memberOf(document, 'channels'))
  const title = escaped(memberOf(document, 'info')['title'])
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}: messages</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>
<body><main><h1>Messages</h1>
<p>${escaped(memberOf(document, 'info')['description'])}</p>
<p><a href="/docs">HTTP</a> · <a href="/asyncapi.json">asyncapi.json</a></p>
<nav><ul>${channels.map(([name]) => `<li><a href="#${escaped(name)}">${escaped(name)}</a></li>`).join('')}</ul></nav>
${channels.map(([name]) => section(document, name)).join('\n')}
</main></body></html>
`
}

const section = (document: Document, name: string): string => {
  const channel = memberOf(memberOf(document, 'channels'), name)
  const message = memberOf(memberOf(memberOf(document, 'components'), 'messages'), name)
  const kafka = memberOf(memberOf(channel, 'bindings'), 'kafka')
  const rows = [
    ['Topic', `<code>${escaped(channel['address'])}</code>`],
    ['Who', whoOf(document, name).map(escaped).join('<br>')],
    ['Version', escaped(message['x-version'])],
    ['In order by', `<code>${escaped(message['x-key'])}</code>`],
    ['Partitions', escaped(kafka['partitions'])],
    ['Kept', keptOf(memberOf(kafka, 'topicConfiguration')['retention.ms'])],
    ['Shape', `<a href="/schemas/${escaped(name)}.json">schemas/${escaped(name)}.json</a>`],
  ]
  const [example] = Array.isArray(message['examples'])
    ? (message['examples'] as readonly Document[])
    : []
  return `<section id="${escaped(name)}"><h2>${escaped(message['name'])}</h2>
<p>${escaped(message['summary'])}</p>
<table>${rows.map(([head, cell]) => `<tr><th scope="row">${head}</th><td>${cell}</td></tr>`).join('')}</table>
<pre>${escaped(JSON.stringify(example?.['payload'] ?? {}, undefined, 2))}</pre></section>`
}

/** `payments sends it`, `otto answers integrity`. */
const whoOf = (document: Document, name: string): readonly string[] => {
  const reference = `#/channels/${name}`
  return Object.values(memberOf(document, 'operations')).flatMap((operation) => {
    const { action, channel, reply, tags } = operation as Document
    const [tag] = (tags as readonly Document[] | undefined) ?? []
    const context = String(tag?.['name'])
    const isIn = (part: unknown) => (part as Document | undefined)?.['$ref'] === reference
    if (isIn(channel)) return [`${context} ${action === 'send' ? 'sends' : 'takes'} it`]
    if (!isIn(memberOf({ reply }, 'reply')['channel'])) return []
    return [`${context} ${action === 'send' ? 'takes' : 'sends'} it`]
  })
}

const dayMs = 24 * 3_600_000

const keptOf = (retentionMs: unknown): string =>
  retentionMs === -1 ? 'for ever' : `${Math.round((Number(retentionMs) / dayMs) * 10) / 10} days`

const escaped = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value ?? null)).replaceAll(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  )

const style = `
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #1f2933; margin: 0; }
main { max-width: 880px; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 28px; } h2 { font-size: 18px; border-top: 1px solid #e4e7eb; padding-top: 24px; }
nav ul { columns: 3; padding-left: 16px; } p { white-space: pre-line; }
th { text-align: left; font-weight: 500; padding-right: 24px; vertical-align: top; color: #52606d; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; overflow-wrap: anywhere; }
pre { background: #f5f7fa; padding: 12px; border-radius: 8px; overflow: auto; }
@media (prefers-color-scheme: dark) { html { filter: invert(0.92) hue-rotate(180deg); background: #111; } }
`
