/** The root folders. A module anywhere else is a violation, so that no folder escapes the rules. */
export const places: Readonly<Record<string, string>> = {
  kernel: 'the vocabulary and the few mechanisms',
  contexts: 'one folder per bounded context',
  adapters: 'one folder per outside technology',
  gateway: 'HTTP',
  processes: 'composition roots, one per way of running',
  console: 'the web console',
  operations: 'what watches the platform',
  deploy: 'how it is installed on several machines',
  testing: 'what tests are built from',
  architecture: 'these rules',
  journeys: 'end-to-end stories',
  clients: 'what integrators call it with, and what makes that',
  examples: 'runnable, output asserted',
  benchmarks: 'one per hot path',
  docs: 'decisions, runbooks, contracts',
}

/** Modules may lie in these patterns; `contexts/x.ts` belongs to no context and so has no place. */
export const placedModules: readonly string[] = [
  ...Object.keys(places)
    .filter((place) => place !== 'contexts' && place !== 'adapters')
    .map((place) => `${place}/**`),
  'contexts/:context/**',
  'adapters/:adapter/**',
  // The root holds the command itself and the settings of tools.
  'millrace.mjs',
  '*.config.ts',
  '*.test.ts',
]

/** The only adapters that other adapters may import; each imports none itself. */
export const adapterFoundations: Readonly<Record<string, string>> = {
  'adapters/node/**':
    'what Node itself gives, such as ciphers: stores in memory and on disk seal alike',
}

/** Folders whose imports no rule narrows; each says why. */
export const freePlaces: Readonly<Record<string, string>> = {
  processes: 'they wire everything, so they may import anything',
  journeys: 'a story may look at anything, except into a process: it starts one',
  examples: 'they show the whole, as a reader would write it',
  benchmarks: 'they measure any part, and its peers',
  docs: 'holds no code',
  deploy: 'holds no code that the product runs',
}
