import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../.cache/schemathesis/bin/schemathesis', import.meta.url))
const hooks = fileURLToPath(new URL('schemathesis/hooks.py', import.meta.url))

/** Whether schemathesis is there; `npm test` brings it where it can. */
export const hasSchemathesis = existsSync(program)
export const noSchemathesis =
  'no schemathesis is in .cache; npm test installs it where python3 can make an environment'

export interface Questions {
  readonly url: string
  /** Headers of who asks: a key, or a session's cookie and its token. Left out: nobody is signed in. */
  readonly identity?: Readonly<Record<string, string>>
  /** Names of the operations that are asked. */
  readonly operations: readonly string[]
  /** Values that exist, by parameter of a path; what is random finds nothing. */
  readonly known?: Readonly<Record<string, string>>
  /** Only what the description allows. */
  readonly isAllowedOnly?: true
  /** How many random cases each operation gets. */
  readonly examples: number
  /** Also the cases at the edges of its schema: many more. */
  readonly isAtEdges: boolean
  readonly seed: number
}

export interface Findings {
  /** 0 when nothing was found; 1 for failures; anything else is a fault of the run. */
  readonly exitCode: number | null
  readonly output: string
}

/** Asks everything that the description of the API allows and forbids, and holds each answer to it. */
export const askEverything = async (questions: Questions): Promise<Findings> => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-fuzz-'))
  try {
    const settings = join(directory, 'schemathesis.toml')
    await writeFile(settings, settingsOf(questions))
    return await run(directory, [
      '--config-file',
      settings,
      'run',
      `${questions.url}/openapi.json`,
      ...questions.operations.flatMap((name) => ['--include-operation-id', name]),
      `--phases=examples,${questions.isAtEdges ? 'coverage,' : ''}fuzzing`,
      ...(questions.isAllowedOnly ? ['--mode=positive'] : []),
      '--continue-on-failure',
      '--no-color',
      `--max-examples=${questions.examples}`,
      `--seed=${questions.seed}`,
    ])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const settingsOf = ({ identity, known = {} }: Questions): string => {
  const csrfToken = identity?.['x-csrf-token']
  return [
    `hooks = ${JSON.stringify(hooks)}`,
    '[checks]',
    // A schema cannot say that a thing exists, that a position is of this log, or that an IBAN is one.
    'positive_data_acceptance.enabled = false',
    // 409, 412: where a known value takes the place of one that is wrong, the request is good after all.
    'negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 431]',
    'missing_required_header.expected-statuses = [400, 401, 403, 404, 415]',
    ...(identity ? credentialsIn(identity) : []),
    '[parameters]',
    ...(csrfToken === undefined ? [] : [`"header.x-csrf-token" = ${JSON.stringify(csrfToken)}`]),
    ...Object.entries(known).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`),
  ].join('\n')
}

const credentialsIn = ({ authorization, cookie }: Readonly<Record<string, string>>): string[] =>
  authorization === undefined
    ? ['[auth.openapi.session]', `api_key = ${JSON.stringify(cookie?.split('=')[1] ?? '')}`]
    : ['[auth.openapi.apiKey]', `bearer = ${JSON.stringify(authorization.replace('Bearer ', ''))}`]

const run = (directory: string, words: readonly string[]): Promise<Findings> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        PYTHONHASHSEED: '0',
        PYTHONDONTWRITEBYTECODE: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
