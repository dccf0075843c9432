import { spawn } from 'node:child_process'
import { commandAs, type ServerAccount } from './server-account.ts'
import { serverEnvironment } from './server-environment.ts'

const outputLengthMax = 20_000

/** How a program ended: its exit code (undefined: it could not be started or was killed) and what it said. */
export interface ProgramResult {
  exitCode: number | undefined
  output: string
}

/** Runs one of PostgreSQL's short programs as the account, to its end. Never rejects. */
export function runProgram(
  account: ServerAccount,
  program: string,
  programArguments: string[],
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const command = commandAs(account, program, programArguments)
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-outputLengthMax)
    }
    const child = spawn(command.file, command.arguments, {
      ...command.options,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal must not cut a cluster's creation in half.
      detached: true,
    })
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ exitCode: undefined, output: error.message }))
    child.on('close', (code) => resolve({ exitCode: code ?? undefined, output }))
  })
}
