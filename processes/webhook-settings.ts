import { readNetwork } from '../adapters/webhooks/allowed-addresses.ts'
import { readNameServer } from '../adapters/webhooks/target.ts'
import { integer, list, portRange } from './setting.ts'

/** Where webhooks may go, and how patiently. */
export const webhookSettings = {
  webhookAllowedNetworks: list(
    {
      name: 'MILLRACE_WEBHOOK_ALLOWED_NETWORKS',
      description:
        'Networks beside the public internet that webhooks may be sent into, as 10.1.0.0/16,fd00:1::/48; http is spoken there too',
      default: [],
      defaultShown: '(none)',
    },
    readNetwork,
    'networks such as 10.1.0.0/16, separated by commas',
  ),
  webhookPorts: list(
    {
      name: 'MILLRACE_WEBHOOK_PORTS',
      description: 'Ports that webhooks may be sent to, as 443,8000-8999',
      default: [
        [443, 443],
        [80, 80],
      ],
      defaultShown: '443,80',
    },
    portRange,
    'ports or ranges of ports, separated by commas',
  ),
  webhookDnsServers: list(
    {
      name: 'MILLRACE_WEBHOOK_DNS_SERVERS',
      description:
        "Name servers that are asked where webhooks lead, in place of the system's: 10.0.0.53,10.0.1.53:5353",
      default: [],
      defaultShown: "(the system's)",
    },
    readNameServer,
    'addresses of name servers, separated by commas',
  ),
  webhookTimeoutMs: integer(
    {
      name: 'MILLRACE_WEBHOOK_TIMEOUT_MS',
      description: 'How long an answer to a webhook is waited for',
      default: 10_000,
    },
    100,
    60_000,
  ),
  webhookWaitingMax: integer(
    {
      name: 'MILLRACE_WEBHOOK_WAITING_MAX',
      description:
        'Deliveries that may wait for a webhook endpoint that is paused or takes nothing; beyond it nothing more is queued, which is told',
      default: 100_000,
    },
    1,
    10_000_000,
  ),
  webhookFirstDelayMs: integer(
    {
      name: 'MILLRACE_WEBHOOK_FIRST_DELAY_MS',
      description:
        'The wait before the second attempt of a webhook, at most; the bound doubles up to 6 hours, for three days',
      default: 5_000,
    },
    10,
    3_600_000,
  ),
} as const
