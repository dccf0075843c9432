import {
  kMetadata,
  NetworkError,
  type Base,
  type ClusterMetadata,
  type MetadataOptions,
} from '@platformatic/kafka'

type Told = (error: Error | null | undefined, metadata?: ClusterMetadata) => void

/** Each time it has just been told to forget; that ends with the leader's successor. */
const looksMax = 20

/**
 * The client fetches what it does not know yet of the topics that are asked for, and answers with what it then knows of
 * all of them. Where it was told meanwhile to forget everything, because another request has met a leader that died,
 * some are missing from its answer. It takes them for granted, and fails where nobody catches it: the process ends.
 * Here it looks again.
 */
export const withWholeMetadata = <Client extends Pick<Base, typeof kMetadata>>(
  client: Client,
): Client => {
  const look = client[kMetadata].bind(client)
  const lookWholly = (options: MetadataOptions, tell: Told, looks = 1): void =>
    look(options, (error, metadata) => {
      if (error || isWhole(options, metadata)) tell(error, metadata)
      else if (looks < looksMax) lookWholly(options, tell, looks + 1)
      else tell(new NetworkError('The topics are not known for long enough.', { canRetry: true }))
    })
  return Object.assign(client, {
    [kMetadata]: (options: MetadataOptions, tell: Told) => lookWholly(options, tell),
  })
}

const isWhole = (
  { topics = [] }: MetadataOptions,
  metadata: ClusterMetadata | undefined,
): boolean => topics.every((topic) => metadata?.topics.get(topic) !== undefined)
