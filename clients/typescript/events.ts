/** One server-sent event. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
  readonly id: string | undefined
}

/** The events of a stream, as its text comes in. Comments, which keep a connection open, are passed over. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = eventOf(block)
      if (event) yield event
    }
  }
}

const eventOf = (block: string): ServerEvent | undefined => {
  const fields = block.split('\n').map((line) => /^([a-z]+):? ?(.*)$/.exec(line) ?? [])
  const of = (wanted: string): readonly string[] =>
    fields.flatMap(([, name, value]) => (name === wanted && value !== undefined ? [value] : []))
  const [data, [id], [event = 'message']] = [of('data'), of('id'), of('event')]
  // An id alone moves the place to resume from.
  return data.length === 0 && id === undefined ? undefined : { event, data: data.join('\n'), id }
}
