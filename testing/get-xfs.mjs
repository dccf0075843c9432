import { existsSync } from 'node:fs'
import { getPackage, isOnPath } from './get-package.mjs'

/** Says in one line what was done about mkfs.xfs, or undefined where nothing was needed or it would be of no use. */
export function getXfs() {
  // Without loop devices no image can be mounted, and a test says so by itself.
  if (!existsSync('/dev/loop-control') || process.getuid?.() !== 0) return undefined
  return getPackage({
    program: 'mkfs.xfs',
    name: 'xfsprogs',
    purpose: 'for the test of power cuts',
    isThere: () => isOnPath('mkfs.xfs'),
  })
}
