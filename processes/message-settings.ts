import { integer, list, text } from './setting.ts'

/** What is said on the bus. */
export const messageSettings = {
  environment: text(
    {
      name: 'MILLRACE_ENVIRONMENT',
      description: 'Second part of every topic name',
      default: 'dev',
    },
    /^[a-z][a-z0-9]{0,15}$/,
    'up to 16 lower-case letters and digits',
  ),
  deadLetterDays: integer(
    {
      name: 'MILLRACE_DEAD_LETTER_DAYS',
      description:
        'How long a dead letter is kept that was redriven or discarded; one that nobody has dealt with stays, and so does the audit',
      default: 90,
    },
    1,
    3_650,
  ),
  sources: list(
    {
      name: 'MILLRACE_SOURCES',
      description:
        'Systems that can be asked on the bus where a transaction stands, as otto,payments',
      default: ['payments', 'otto'],
      defaultShown: 'payments,otto',
    },
    (part) => (/^[a-z][a-z0-9]{0,15}$/.test(part) ? part : undefined),
    'names of up to 16 lower-case letters and digits, separated by commas',
  ),
}
