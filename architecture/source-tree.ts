import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that holds package.json. */
export const projectRoot = join(import.meta.dirname, '..')

/**
 * Every file of the project that Git would keep, as slash-separated paths below `root`, sorted.
 * It walks the disk rather than asking Git, so that a file not yet added is judged too and an
 * unpacked archive can be tested; what to leave out is read from .gitignore.
 */
export function listFiles(root: string, isIgnored: (path: string) => boolean): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isIgnored(entry.isDirectory() ? `${path}/` : path)) continue
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  visit('')
  return found.sort()
}

/** The files of this project. */
export function projectFiles(): string[] {
  const ignored = ignoredBy(readFileSync(join(projectRoot, '.gitignore'), 'utf8'))
  return listFiles(projectRoot, (path) => path === '.git' || path === '.git/' || ignored(path))
}

/**
 * Understands the three shapes that our .gitignore uses: `folder/` at any depth, `path/below/root/`
 * and `*.suffix`. Any other shape is an error rather than a file that escapes the rules.
 */
export function ignoredBy(gitignore: string): (path: string) => boolean {
  const lines = gitignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const tests = lines.map(ignoreTest)
  return (path) => tests.some((test) => test(path))
}

function ignoreTest(line: string): (path: string) => boolean {
  if (/^\*\.\w+$/.test(line)) return (path) => path.endsWith(line.slice(1))
  if (!/^[\w./-]+\/$/.test(line)) throw new Error(`.gitignore has a shape not known here: ${line}`)
  const below = line.replace(/^\//, '')
  const atRoot = line.startsWith('/') || below.slice(0, -1).includes('/')
  return atRoot ? (path) => path === below : (path) => path === below || path.endsWith(`/${below}`)
}
