import { describe, expect, it } from 'vitest'
import { freshSample, newTry } from './fresh-sample.ts'

const xml = `<t:GrpHdr><t:MsgId>SUPPLIERS-2026-48</t:MsgId><t:CreDtTm>2026-11-24T16:03:00Z</t:CreDtTm></t:GrpHdr>
<t:EndToEndId>SUP-48-0001</t:EndToEndId>
<t:EndToEndId>SUP-48-0003-TRIGGER-REJECT-AM04</t:EndToEndId>
<t:EndToEndId>wrong § on purpose</t:EndToEndId>`

const fresh = freshSample(xml, 'K7F2', new Date('2026-11-25T08:00:00Z'))

describe('a sample that is tried', () => {
  it('is a message of its own', () => {
    expect(fresh).toContain('<t:MsgId>TRY-K7F2-1795593600000</t:MsgId>')
    expect(fresh).toContain('<t:CreDtTm>2026-11-25T08:00:00.000Z</t:CreDtTm>')
  })

  it('keeps what makes the rail misbehave, within the 35 characters of an end-to-end id', () => {
    expect(fresh).toContain('<t:EndToEndId>SUP-K7F2-01</t:EndToEndId>')
    expect(fresh).toContain('<t:EndToEndId>SUP-K7F2-02-TRIGGER-REJECT-AM04</t:EndToEndId>')
    for (const [, id = ''] of fresh.matchAll(/EndToEndId>([^<]*)</g))
      expect(id.length).toBeLessThan(36)
  })

  it('keeps what is wrong on purpose', () => {
    expect(fresh).toContain('<t:EndToEndId>wrong § on purpose</t:EndToEndId>')
  })

  it('is named without letters that are mistaken for others', () => {
    for (let count = 0; count < 50; count += 1) expect(newTry()).toMatch(/^[A-HJ-NP-Z2-9]{4}$/)
  })
})
