import { dirname, join } from 'node:path/posix'
import type { Finding } from './tidy-rule.ts'

/** A page, and what there is around it. */
export interface Page {
  readonly path: string
  readonly text: string
}

export interface Surroundings {
  /** Whether the project has a file or a folder of this path below its root. */
  readonly exists: (path: string) => boolean
  /** The text of a page of the project; undefined where there is none. */
  readonly textOf: (path: string) => string | undefined
}

/**
 * Links of a page that lead nowhere: to a file that there is not, or to a heading that its page does not have; and
 * files that the page names by their path from the root, in code or in a drawing, and that are not there.
 */
export function deadEnds({ path, text }: Page, around: Surroundings): Finding[] {
  const prose = withoutCodeBlocks(text).split('\n')
  return text.split('\n').flatMap((line, index) => {
    const outside = prose[index] ?? ''
    const named = outside === line ? filesNamedIn(line) : filesDrawnIn(line, around)
    return [...linksOf(outside), ...named]
      .filter((target) => !leadsSomewhere(target, { path, text }, around))
      .map((target) => ({ line: index + 1, detail: `leads nowhere: ${target}` }))
  })
}

/** Their lines are kept, empty, so that the others keep their numbers. */
function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, (block) => block.replaceAll(/[^\n]/g, ''))
}

function linksOf(line: string): string[] {
  const prose = line.replaceAll(/`[^`]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '')
}

const rootFolder = /^[a-z]+\//
const placeholder = /[<>*{}$]/

/** Only whole paths from the root: a bare name is a name, and one with a gap in it stands for many. */
function filesNamedIn(line: string): string[] {
  return [...line.matchAll(/`([^`\s]+\.(?:tsx?|mjs|sql|md|json))`/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => rootFolder.test(name) && !placeholder.test(name))
    .map((name) => `/${name}`)
}

/** What stands in a block may be anything: only what begins like a path of the project is taken for one. */
function filesDrawnIn(line: string, { exists }: Surroundings): string[] {
  return [...line.matchAll(/(?<![\w./-])([a-z]+)\/[\w./-]+\.(?:tsx?|mjs|sql)\b/g)]
    .filter(([, folder = '']) => exists(folder))
    .map(([name]) => `/${name}`)
}

function leadsSomewhere(target: string, page: Page, { exists, textOf }: Surroundings): boolean {
  if (/^[a-z]+:/.test(target)) return true
  const [place = '', heading] = target.split('#')
  const path = place.startsWith('/') ? place.slice(1) : join(dirname(page.path), place)
  const text = place === '' ? page.text : textOf(path)
  if (place !== '' && !exists(path.replace(/\/$/, ''))) return false
  return heading === undefined || headingsOf(text ?? '').includes(heading)
}

/** As they are linked to: lower case, spaces as dashes, marks left out, those of emphasis too. */
function headingsOf(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/\b_|_\b/g, '')
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
