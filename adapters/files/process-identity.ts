import { readFileSync } from 'node:fs'

/** A process such that another one with the same, reused number is told apart from it. */
export interface ProcessIdentity {
  pid: number
  /** Boot and start time, opaque; undefined where the system does not tell (all but Linux). */
  startedAt?: string
}

/** The identity of the process that has this number now; undefined if there is none (or only its corpse). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (process.platform !== 'linux') return exists(pid) ? { pid } : undefined
  try {
    const [state, ...fields] = fieldsAfterName(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (state === 'Z' || state === 'X') return undefined
    // The 22nd field of the line, in clock ticks since the boot.
    return { pid, startedAt: `${bootId()}:${fields[18]}` }
  } catch {
    return undefined
  }
}

/** Whether that very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  const current = identifyProcess(identity.pid)
  return current !== undefined && current.startedAt === identity.startedAt
}

// The name is in brackets and may itself hold blanks and brackets.
function fieldsAfterName(line: string): string[] {
  return line.slice(line.lastIndexOf(')') + 2).split(' ')
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
