import type { Client } from 'pg'

const goodbyeMs = 2_000

/** Says goodbye, and leaves without an answer where the server gives none. Never rejects. */
export const endConnection = async (client: Client, waitMs = goodbyeMs): Promise<void> => {
  const timer = setTimeout(() => cutConnection(client), waitMs)
  await client.end().catch(() => undefined)
  clearTimeout(timer)
}

/** Leaves at once. What is under way fails. */
export const cutConnection = (client: Client): void => void client.connection.stream.destroy()
