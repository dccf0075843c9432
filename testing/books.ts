import type { BooksPage, BooksRow, RailControl } from '../adapters/rails/simulated/control.ts'

/** All rows of a rail's books, and its totals. */
export const allBooks = async (rail: Pick<RailControl, 'books'>): Promise<BooksPage> => {
  const rows: BooksRow[] = []
  for (;;) {
    const page = await rail.books(rows.length)
    rows.push(...page.submissions)
    if (page.submissions.length === 0) return { totals: page.totals, submissions: rows }
  }
}
