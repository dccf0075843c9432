import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** For the pages that axe looks at: what is half faded in has too little contrast. */
export const stillMotion = { reducedMotion: 'reduce' } as const

/** What axe finds wrong with a page, with the first place where it does. */
export const violationsOn = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}
