import { getPackage, isOnPath } from './get-package.mjs'

/** Says in one line what was done about Chromium, or undefined where nothing was needed. */
export function getChromium() {
  return getPackage({
    program: 'Chromium',
    name: 'chromium',
    purpose: 'for the browser tests',
    isThere,
  })
}

function isThere() {
  const chosen = process.env.MILLRACE_CHROMIUM
  if (chosen !== undefined && chosen !== '') return true
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some(isOnPath)
}
