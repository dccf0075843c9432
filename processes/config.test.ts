import { describe, expect, it } from 'vitest'
import { describeConfig, readConfig } from './config.ts'

describe('The configuration', () => {
  it('holds without any variable', () => {
    expect(readConfig({})).toMatchObject({
      port: 7400,
      host: '127.0.0.1',
      databaseUrl: undefined,
      trustedProxies: [],
    })
  })

  it('takes what the environment says', () => {
    const config = readConfig({
      PORT: '0',
      MILLRACE_STATUS_QUERY_DELAYS_MS: '10, 20',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8',
    })
    expect(config).toMatchObject({ port: 0, statusQueryDelaysMs: [10, 20] })
    expect(config.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  })

  it('knows zones', () => {
    expect(readConfig({}).zone).toBe('UTC')
    expect(readConfig({ MILLRACE_ZONE: 'Europe/Berlin' }).zone).toBe('Europe/Berlin')
    expect(() => readConfig({ MILLRACE_ZONE: 'Europe/Nowhere' })).toThrow(/MILLRACE_ZONE/)
  })

  it('reads budgets as requests and the time in which they come back', () => {
    const config = readConfig({
      MILLRACE_BUDGET_READ: '500/s',
      MILLRACE_BUDGET_SIGN_IN: '300/m',
      MILLRACE_BUDGET_EXPENSIVE: '100/10s',
    })
    expect(config.budgetRead).toEqual({ requests: 500, windowMs: 1_000 })
    expect(config.budgetSignIn).toEqual({ requests: 300, windowMs: 60_000 })
    expect(config.budgetExpensive).toEqual({ requests: 100, windowMs: 10_000 })
    expect(describeConfig({}).join('\n')).toContain('MILLRACE_BUDGET_EXPENSIVE=100/10s  [default]')
    expect(describeConfig({}).join('\n')).toContain('MILLRACE_BUDGET_ACCOUNT=30/m  [default]')
  })

  it('takes several rails, hides what they hold, and refuses what is of one rail beside them', () => {
    const MILLRACE_RAILS = '{"rails":[{"name":"instant"},{"name":"swift"}]}'
    expect(readConfig({ MILLRACE_RAILS }).rails?.rules).toEqual([
      { name: 'any-rail', when: {}, rails: ['instant', 'swift'] },
    ])
    expect(describeConfig({ MILLRACE_RAILS }).join('\n')).toContain('MILLRACE_RAILS=(hidden)')
    const beside = { MILLRACE_RAILS, MILLRACE_RAIL_URL: 'http://127.0.0.1:1' }
    expect(() => readConfig(beside)).toThrow(
      'MILLRACE_RAIL_URL means nothing beside MILLRACE_RAILS',
    )
  })

  it.each([
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535 (it is "65536")'],
    ['PORT', '-1', 'PORT must be a whole number'],
    ['KAFKA_BROKERS', 'kafka', 'KAFKA_BROKERS must be host:port, separated by commas'],
    ['KAFKA_COMPRESSION', 'zip', 'KAFKA_COMPRESSION must be one of none, gzip, snappy, lz4, zstd'],
    ['KAFKA_SASL_USERNAME', 'app', 'KAFKA_BROKERS must be set beside KAFKA_SASL_USERNAME'],
    ['KAFKA_SASL_USERNAME', 'app', 'KAFKA_SASL_PASSWORD must be set beside KAFKA_SASL_USERNAME'],
    ['KAFKA_TLS_CA_FILE', 'ca.pem', 'KAFKA_BROKERS must be set beside KAFKA_TLS_CA_FILE'],
    ['MILLRACE_RAIL_URL', 'http://[', 'MILLRACE_RAIL_URL must be an http:// or https:// address'],
    [
      'MILLRACE_RAILS',
      `{"rails":[{"name":"swift","url":"http://[","secret":"${'ab'.repeat(32)}"}]}`,
      'rails/0/url is no address',
    ],
    ['PORT', '1e3', 'PORT must be a whole number'],
    ['DATABASE_URL', 'mysql://x', 'DATABASE_URL must be a postgresql:// address'],
    [
      'MILLRACE_LOG_LEVEL',
      'loud',
      'MILLRACE_LOG_LEVEL must be one of silent, error, warn, info, debug',
    ],
    ['MILLRACE_TRUST_PROXY', 'true', 'MILLRACE_TRUST_PROXY is not a setting'],
    ['TRUSTED_PROXIES', 'yes', 'TRUSTED_PROXIES must be IP addresses or networks'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'TRUSTED_PROXIES must be IP addresses or networks'],
    ['TRUSTED_PROXIES', '10.1', 'TRUSTED_PROXIES must be IP addresses or networks'],
    ['TRUSTED_PROXIES', '10.0.0.1,', 'TRUSTED_PROXIES must be IP addresses or networks'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', 'TRUSTED_PROXIES must not name a network of all addresses'],
    ['TRUSTED_PROXIES', '::/0', 'TRUSTED_PROXIES must not name a network of all addresses'],
    [
      'MILLRACE_STATUS_QUERY_DELAYS_MS',
      '1,x',
      'MILLRACE_STATUS_QUERY_DELAYS_MS must be whole milliseconds',
    ],
    ['MILLRACE_RETRY', '{"triesMax":9}', 'MILLRACE_RETRY is not right: triesMax must be'],
    ['MILLRACE_RAILS', '{"rails":[]}', 'MILLRACE_RAILS is not right: rails must'],
    ['MILLRACE_RAILS', '/no/such/file', 'MILLRACE_RAILS is neither JSON nor the path of a file'],
    [
      'MILLRACE_RAILS',
      '{"rails":[{"name":"instant","faults":{"reject":1001}}]}',
      'MILLRACE_RAILS is not right: rails/0/faults /reject',
    ],
    ['MILLRACE_BUDGET_READ', '1000', 'MILLRACE_BUDGET_READ must be like 1000/s, 300/m or 100/10s'],
    ['MILLRACE_BUDGET_READ', '0/s', 'MILLRACE_BUDGET_READ must be like 1000/s'],
    ['MILLRACE_RAIL_FAULTS', '{', 'MILLRACE_RAIL_FAULTS must be JSON (it is "{")'],
    ['MILLRACE_RAIL_FAULTS', '{"reject":-1}', 'MILLRACE_RAIL_FAULTS is not right: /reject'],
    ['MILLRACE_DTAA', '/x', 'MILLRACE_DTAA is not a setting'],
    ['OIDC_ISUER', 'https://id.example', 'OIDC_ISUER is not a setting'],
    ['OIDC_ISSUER', 'http://id.example', 'OIDC_ISSUER must be an https:// address'],
    ['OIDC_ISSUER', 'https://id.example?x', 'OIDC_ISSUER must be an https:// address'],
    ['OIDC_ISSUER', 'https://id.example', 'OIDC_ROLES must be set beside OIDC_ISSUER'],
    ['OIDC_ISSUER', 'https://id.example', 'OIDC_AUDIENCE or OIDC_CLIENT_ID must be set beside'],
    ['OIDC_CLIENT_ID', 'x', 'OIDC_CLIENT_ID means nothing without OIDC_ISSUER'],
    ['OIDC_SCOPES', 'profile', 'OIDC_SCOPES must be scopes, openid among them'],
    ['OIDC_AUDIENCE', 'x', 'OIDC_AUDIENCE means nothing without OIDC_ISSUER'],
    ['OIDC_ROLES', '[]', 'OIDC_ROLES is not right: must be an object'],
    ['OIDC_ROLES', '{}', 'OIDC_ROLES is not right: must name at least one group'],
    [
      'OIDC_ROLES',
      '{"desk":["boss"]}',
      'OIDC_ROLES is not right: /desk names "boss", which is none',
    ],
    ['OIDC_ROLES', '{"desk":["service","approver"]}', 'programs do not approve'],
    ['OIDC_ALGORITHMS', 'RS256,HS256', 'OIDC_ALGORITHMS must be some of RS256'],
    ['OIDC_ALGORITHMS', 'none', 'OIDC_ALGORITHMS must be some of RS256'],
    ['TLS_CERT_FILE', '/x.pem', 'TLS_KEY_FILE must be set beside TLS_CERT_FILE'],
    ['TLS_KEY_FILE', '/x.pem', 'TLS_CERT_FILE must be set beside TLS_KEY_FILE'],
    ['TLS_CLIENT_CA_FILE', '/x.pem', 'TLS_CLIENT_SERVICES must be set beside TLS_CLIENT_CA_FILE'],
    ['TLS_CLIENT_CRL_FILE', '/x.pem', 'TLS_CLIENT_CA_FILE must be set beside TLS_CLIENT_CRL_FILE'],
    ['TLS_CLIENT_SERVICES', '[]', 'TLS_CLIENT_SERVICES is not right: must be a list of 1'],
    ['TLS_CLIENT_SERVICES', '[{"name":"Ledger"}]', '/0 needs a name of up to 40'],
    ['OIDC_CLOCK_TOLERANCE_MS', '300001', 'OIDC_CLOCK_TOLERANCE_MS must be a whole number'],
  ])('refuses %s=%s by name', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(message)
  })

  const provider = {
    OIDC_ISSUER: 'https://id.example',
    OIDC_ROLES: '{"desk":["operator"]}',
    OIDC_CLIENT_ID: 'console',
    OIDC_CLIENT_SECRET: 'a secret of the console',
    PUBLIC_URL: 'https://millrace.example',
  }

  it('takes an identity provider, and shows nothing of its secret', () => {
    expect(readConfig(provider).oidcRoles?.get('desk')).toEqual(['operator'])
    expect(describeConfig(provider).join()).not.toContain('a secret')
  })

  it.each([
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL must be set beside OIDC_CLIENT_ID'],
    [{ PUBLIC_URL: 'http://millrace.example' }, 'PUBLIC_URL must be https:// beside'],
    [{ OIDC_AUDIENCE: 'console' }, 'OIDC_AUDIENCE must be another than OIDC_CLIENT_ID'],
  ])('refuses a provider with %j', (wrong, message) => {
    expect(() => readConfig({ ...provider, ...wrong })).toThrow(message)
  })

  it('names everything that is wrong at once', () => {
    expect(() => readConfig({ PORT: 'x', HOST: 'a b' })).toThrow(/PORT must[^]*HOST must/)
  })

  it('never shows a secret, not even a bad one', () => {
    const key = 'ab'.repeat(32)
    expect(describeConfig({ MILLRACE_MASTER_KEY: key }).join('\n')).not.toContain(key)
    expect(describeConfig({ MILLRACE_MASTER_KEY: key })).toContain(
      'MILLRACE_MASTER_KEY=(hidden)  [environment]',
    )
    expect(() => readConfig({ MILLRACE_MASTER_KEY: 'too-short-secret' })).toThrow(
      /^(?![^]*too-short-secret)[^]*64 hexadecimal/,
    )
  })

  it('says of each setting where its value comes from', () => {
    expect(describeConfig({ PORT: '81' })).toContain('PORT=81  [environment]')
    expect(describeConfig({ PORT: '' })).toContain('PORT=7400  [default]')
    expect(describeConfig({})).toContain('MILLRACE_DATA=./data  [default]')
  })
})
