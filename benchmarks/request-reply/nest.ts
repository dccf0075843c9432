import { loadNest } from '../peers.ts'
import { answerTo, type Contender } from './side.ts'

const pattern = 'nest.GetTrn'
const client = ({ brokers }: { readonly brokers: readonly string[] }, groupId: string) => ({
  client: { clientId: groupId, brokers: [...brokers], logLevel: 0 },
  consumer: { groupId },
})

/** NestJS as its manual says: a microservice that answers a pattern, and a `ClientKafka` that sends to it. */
export const nest: Contender = {
  topics: [pattern, `${pattern}.reply`],
  startAnswering: async ({ kafka }) => {
    const { startMicroservice } = await loadNest()
    const answer = ({ transactionId }: { transactionId: string }) => answerTo(transactionId)
    return startMicroservice(client(kafka, 'nest-answers'), pattern, answer)
  },
  startAsking: async ({ kafka }) => {
    const { ClientKafka, firstValueFrom } = await loadNest()
    const asking = new ClientKafka(client(kafka, 'nest-asks'))
    asking.subscribeToResponseOf(pattern)
    await asking.connect()
    return {
      ask: async (transactionId) =>
        void (await firstValueFrom(
          asking.send(pattern, { key: transactionId, value: { transactionId } }),
        )),
      close: () => asking.close(),
    }
  },
}
