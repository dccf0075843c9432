/** A pain.001 file that ships with Millrace, to try things with. */
export interface Sample {
  readonly fileName: string
  readonly title: string
  readonly says: string
  readonly load: () => Promise<string>
}

// As text, in files of their own that are fetched only when somebody tries one.
const texts = import.meta.glob<string>(
  [
    '../../../contexts/payments/samples/*.xml',
    '../../../contexts/payments/samples/broken/some-transactions-wrong.xml',
  ],
  { query: '?raw', import: 'default' },
)

const words: Readonly<Record<string, { title: string; says: string }>> = {
  suppliers: {
    title: 'Supplier payments',
    says: 'pain.001.001.09; some make the simulated rail misbehave',
  },
  salaries: { title: 'Salaries', says: 'pain.001.001.03; twelve payments in four currencies' },
  'some-transactions-wrong': {
    title: 'A file with mistakes',
    says: 'Good payments are taken, bad ones told with their line',
  },
}

const order = Object.keys(words)

const placeOf = (word: string): number =>
  order.includes(word) ? order.indexOf(word) : order.length

/** The samples, the most telling one first. */
export const samples: readonly Sample[] = Object.entries(texts)
  .map(([path, load]) => {
    const fileName = path.split('/').at(-1) ?? path
    const word = fileName.replace(/\..*$/, '')
    return { fileName, load, word, title: fileName, says: 'pain.001', ...words[word] }
  })
  .sort((one, other) => placeOf(one.word) - placeOf(other.word))
