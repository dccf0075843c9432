import { setTimeout as delay } from 'node:timers/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** For the pages that axe looks at: what is half faded in has too little contrast. */
export const stillMotion = { reducedMotion: 'reduce' } as const

/** A page that is slow to draw, on a machine that is busy, may be caught between two states. */
const drawnMs = 1_000

/** What axe finds wrong with a page, and still does a moment later, with the first place where it does. */
export const violationsOn = async (page: Page): Promise<readonly string[]> => {
  const found = await look(page)
  if (found.length === 0) return found
  await delay(drawnMs)
  return look(page)
}

const look = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}
