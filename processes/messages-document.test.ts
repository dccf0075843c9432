import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { messageIncompatibilities } from '../gateway/compatibility/messages.ts'
import type { Document } from '../gateway/compatibility/rules.ts'
import { contractCheck } from '../kernel/contract-check.ts'
import { describedMessages, messagesDocument } from './api-document.ts'
import { readKeptMessages } from './kept-api.ts'

describe('The messages as they are described', () => {
  let document: Document
  beforeAll(() => {
    document = JSON.parse(JSON.stringify(messagesDocument())) as Document
  })

  it('break nobody who relies on docs/contracts/asyncapi.json', async () => {
    expect(messageIncompatibilities(await readKeptMessages(), document)).toEqual([])
  })

  it('are kept as they are', async () => {
    expect(await readKeptMessages()).toEqual(document)
  })

  it('are an AsyncAPI 3.0 document', async () => {
    const path = createRequire(import.meta.url).resolve(
      '@asyncapi/specs/schemas/3.0.0-without-$id.json',
    )
    const specification = JSON.parse(await readFile(path, 'utf8')) as object
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const validate = ajv.compile(specification)
    validate(document)
    expect(validate.errors ?? []).toEqual([])
    const { info: _, ...headless } = document
    expect(validate(headless)).toBe(false)
    const channel = { address: 5 }
    expect(validate({ ...document, channels: { channel } })).toBe(false)
  }, 30_000)

  it('refer to what is there', () => {
    const references: string[] = []
    JSON.stringify(document, (name, value: unknown) => {
      if (name === '$ref') references.push(String(value))
      return value
    })
    const missing = references.filter((reference) => {
      const path = reference.replace('#/', '').split('/')
      return (
        path.reduce<unknown>((part, name) => (part as Document | undefined)?.[name], document) ===
        undefined
      )
    })
    expect(references.length).toBeGreaterThan(10)
    expect(missing).toEqual([])
  })

  it('have examples that fit, a topic of their own, and a key', () => {
    expect(() => contractCheck(describedMessages(), 'qa')).not.toThrow()
  })

  it('are facts in the past tense, requests or replies', () => {
    for (const { name, classification } of describedMessages())
      expect(name).toMatch(
        classification === 'fct' ? /(ed|Withdrawn|Won|Lost|Unknown|Failing|Paused)$/ : /(Rq|Rs)$/,
      )
  })
})
