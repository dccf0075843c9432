import { integer, optionalText, type Setting } from './setting.ts'

/** How long those who signed in are taken at their word, and where their browsers are. */
export const sessionSettings = {
  publicUrl: optionalText(
    {
      name: 'PUBLIC_URL',
      description:
        'Where browsers reach the console, as https://millrace.example; passkeys belong to it. Without it they work at localhost',
    },
    /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?$/,
    'an http:// or https:// address without a path',
  ),
  sessionIdleMinutes: integer(
    {
      name: 'MILLRACE_SESSION_IDLE_MINUTES',
      description: 'A session of the console ends after this time without a call',
      default: 60,
    },
    5,
    1_440,
  ),
  sessionHoursMax: integer(
    {
      name: 'MILLRACE_SESSION_HOURS_MAX',
      description: 'A session of the console ends after this time, however busy it is',
      default: 12,
    },
    1,
    168,
  ),
  stepUpMinutes: integer(
    {
      name: 'MILLRACE_STEP_UP_MINUTES',
      description:
        'How long a proof of the person (password, code or passkey) counts for what is dangerous',
      default: 10,
    },
    1,
    1_440,
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>
