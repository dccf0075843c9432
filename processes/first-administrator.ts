import { createFirstAdministrator } from '../contexts/access/first-administrator.ts'
import type { OpenedInstallation } from './open-installation.ts'

/** For as long as nobody has signed in: what to sign in with. */
export const firstAdministrator = ({
  opened,
  config: { adminUsername: username, adminPassword: password },
}: Pick<OpenedInstallation, 'opened' | 'config'>) =>
  createFirstAdministrator(
    { ...opened.access.tools, ...opened.ports },
    { username, ...(password ? { password } : {}) },
  )
