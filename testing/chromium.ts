import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const places: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable]
    return folder === undefined ? [] : [join(folder, 'Google/Chrome/Application/chrome.exe')]
  }),
}

/** Why a test in the browser was skipped, for describeWhen. */
export const noChromium = 'no Chromium was found; MILLRACE_CHROMIUM names one'

/**
 * The Chromium that tests drive: what MILLRACE_CHROMIUM names, else what the machine has.
 * A setting that names no program is an error, not a reason to take another.
 */
export async function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const chosen = environment['MILLRACE_CHROMIUM']
  if (chosen !== undefined && chosen !== '') {
    if (await isProgram(chosen)) return chosen
    throw new Error(`MILLRACE_CHROMIUM names ${chosen}, which is no program`)
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  for (const candidate of [...onPath, ...(places[process.platform] ?? [])])
    if (await isProgram(candidate)) return candidate
  return undefined
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** A headless browser with a profile of its own, gone when it is closed. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return chromium.launch({
    executablePath,
    headless: true,
    // Chromium refuses to run as root in its sandbox; everyone else keeps it.
    chromiumSandbox: !isRoot,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // A test talks to the program under test and to nobody else.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
