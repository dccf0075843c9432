import { optionalText } from './setting.ts'

/** What must come from outside the database. */
export const keySettings = {
  masterKey: optionalText(
    {
      name: 'MILLRACE_MASTER_KEY',
      description:
        'Wraps the keys of personal data: 32 bytes as 64 hexadecimal digits; made on first start without it',
      secret: true,
      defaultShown: '(kept in MILLRACE_DATA/secrets)',
    },
    /^[0-9a-f]{64}$/i,
    '64 hexadecimal digits',
  ),
  newMasterKey: optionalText(
    {
      name: 'MILLRACE_NEW_MASTER_KEY',
      description:
        'What `millrace master-key replace` puts in the place of MILLRACE_MASTER_KEY: another 64 hexadecimal digits',
      secret: true,
      defaultShown: '(none)',
    },
    /^[0-9a-f]{64}$/i,
    '64 hexadecimal digits',
  ),
  checkpointKey: optionalText(
    {
      name: 'MILLRACE_CHECKPOINT_KEY',
      description:
        'Signs the checkpoints of the logs: 64 hexadecimal digits; made on first start without it',
      secret: true,
      defaultShown: '(kept in MILLRACE_DATA/secrets)',
    },
    /^[0-9a-f]{64}$/i,
    '64 hexadecimal digits',
  ),
} as const
