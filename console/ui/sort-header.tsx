// The head of a table that is laid out row by row; the roles say what it is.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactElement } from 'react'
import classes from './data-table.module.css'
import { DownIcon } from './icons.tsx'

/** How a list is sorted by the server: `receivedAt`, or `-receivedAt` for the newest first. */
export interface Sorting {
  readonly by: string
  readonly onChange: (by: string) => void
}

interface SortHeaderProps {
  readonly column: { readonly header: string; readonly align?: 'right'; readonly sortBy?: string }
  readonly sorting: Sorting | undefined
}

/** The head of a column; a click sorts by it, another one turns it round. */
export const SortHeader = ({ column, sorting }: SortHeaderProps): ReactElement => {
  const { header, align, sortBy } = column
  if (!sortBy || !sorting)
    return (
      <div role="columnheader" className={classes['cell']} data-align={align}>
        {header}
      </div>
    )
  const direction = directionOf(sorting.by, sortBy)
  return (
    <div role="columnheader" aria-sort={direction} className={classes['cell']} data-align={align}>
      <button
        type="button"
        className={classes['sort']}
        data-sorted={direction !== 'none'}
        onClick={() => sorting.onChange(direction === 'descending' ? sortBy : `-${sortBy}`)}
      >
        {header}
        <span className={classes['arrow']} data-direction={direction}>
          <DownIcon size={10} />
        </span>
      </button>
    </div>
  )
}

const directionOf = (by: string, column: string): 'ascending' | 'descending' | 'none' =>
  by === column ? 'ascending' : by === `-${column}` ? 'descending' : 'none'
