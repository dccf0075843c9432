// A table element cannot be laid out row by row; the roles say what it is.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react'
import classes from './data-table.module.css'
import { SortHeader, type Sorting } from './sort-header.tsx'

/** A column: how wide as a grid track, how its values stand, and by which name the server sorts it. */
export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly width: string
  readonly align?: 'right'
  readonly sortBy?: string
  readonly cell: (row: Row) => ReactNode
}

export interface DataTableProps<Row extends object> {
  readonly label: string
  /** Kept at module scope or in a memo: a new list builds the table anew. */
  readonly columns: readonly Column<Row>[]
  /** Undefined while they are being read for the first time. */
  readonly rows: readonly Row[] | undefined
  readonly rowId: (row: Row) => string
  readonly onOpen: (row: Row) => void
  readonly selected?: string | undefined
  /** Rows that changed just now, and how often: they flash. */
  readonly flashes?: ReadonlyMap<string, number>
  readonly sorting?: Sorting
  readonly onNearEnd?: () => void
  readonly onScrolled?: (isAtTop: boolean) => void
  /** Each new value takes the reader back to the top. */
  readonly topSignal?: number
  readonly empty: ReactNode
  readonly foot?: ReactNode
}

/** The row that the keys are at: by its id, for rows come in above it. */
interface Cursor {
  readonly index: number
  readonly id?: string
}

const rowHeight = 38
const headHeight = 33
// More is asked for while so many rows are still below what can be seen.
const rowsAheadMin = 12

/** A long list: only what can be seen is drawn. Arrow keys move, Enter opens. */
export const DataTable = <Row extends object>(props: DataTableProps<Row>): ReactElement => {
  const { columns, rows, sorting, empty, foot, label } = props
  const scroller = useRef<HTMLDivElement>(null)
  const tracks = { '--columns': columns.map(({ width }) => width).join(' ') } as object
  const [cursor, setCursor] = useState<Cursor>({ index: 0 })
  const active = placeOf(cursor, rows ?? [], props.rowId)
  const setActive = (index: number): void => {
    const row = rows?.[index]
    setCursor(row ? { index, id: props.rowId(row) } : { index })
  }
  const id = useId()
  const { topSignal = 0 } = props
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [topSignal])
  const onKeyDown = keyboard(props, active, setActive)
  return (
    <div className={classes['frame']}>
      <div
        ref={scroller}
        className={classes['scroller']}
        style={tracks}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={(rows?.length ?? 0) + 1}
        aria-busy={rows === undefined}
        {...(rows?.length ? { 'aria-activedescendant': `${id}-${active}` } : {})}
        onKeyDown={onKeyDown}
        onFocus={({ target, currentTarget }) => target === currentTarget && setActive(active)}
        onScroll={({ currentTarget }) => props.onScrolled?.(currentTarget.scrollTop < rowHeight)}
      >
        <div role="rowgroup" className={classes['top']}>
          <div role="row" aria-rowindex={1} className={`${classes['row']} ${classes['head']}`}>
            {columns.map((column) => (
              <SortHeader key={column.id} column={column} sorting={sorting} />
            ))}
          </div>
        </div>
        {rows === undefined && <LoadingRows columns={columns} />}
        {rows?.length === 0 && <EmptyRow>{empty}</EmptyRow>}
        {rows && rows.length > 0 && (
          <Lines
            {...props}
            rows={rows}
            id={id}
            active={active}
            setActive={setActive}
            scroller={scroller}
          />
        )}
      </div>
      {foot && <div className={classes['foot']}>{foot}</div>}
    </div>
  )
}

/** Where the row is now; the one in its place, where it is gone. */
const placeOf = <Row extends object>(
  { index, id }: Cursor,
  rows: readonly Row[],
  rowId: (row: Row) => string,
): number => {
  const at = id === undefined ? -1 : rows.findIndex((row) => rowId(row) === id)
  return at === -1 ? Math.max(Math.min(index, rows.length - 1), 0) : at
}

const keyboard =
  <Row extends object>(
    { rows = [], onOpen }: DataTableProps<Row>,
    active: number,
    setActive: (index: number) => void,
  ) =>
  (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey) return
    const to = destination(event.key, active, rows.length)
    if (to !== undefined) {
      event.preventDefault()
      setActive(to)
    }
    const row = rows[active]
    if (event.key === 'Enter' && row) onOpen(row)
  }

const pageStep = 15

const destination = (key: string, active: number, count: number): number | undefined => {
  const last = Math.max(count - 1, 0)
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(active + 1, last)
    case 'ArrowUp':
    case 'k':
      return Math.max(active - 1, 0)
    case 'PageDown':
      return Math.min(active + pageStep, last)
    case 'PageUp':
      return Math.max(active - pageStep, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

interface LinesProps<Row extends object> extends DataTableProps<Row> {
  readonly rows: readonly Row[]
  readonly id: string
  readonly active: number
  readonly setActive: (index: number) => void
  readonly scroller: { readonly current: HTMLDivElement | null }
}

const Lines = <Row extends object>(props: LinesProps<Row>): ReactElement => {
  const { rows, columns, rowId, onOpen, selected, flashes, active, setActive, scroller, id } = props
  // It returns functions that change by themselves, which a compiler of React must not keep.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf(rows, rowId),
    overscan: 8,
    // The head covers as much of what is scrolled as it pushes the rows down.
    scrollPaddingEnd: headHeight,
  })
  useEffect(() => {
    // What comes in above moves the row that is pointed at; a reader who points at none is left where they are.
    if (document.activeElement === scroller.current) virtualizer.scrollToIndex(active)
  }, [active, scroller, virtualizer])
  const shown = virtualizer.getVirtualItems()
  const lastShown = shown.at(-1)?.index ?? 0
  const { onNearEnd } = props
  useEffect(() => {
    if (lastShown >= rows.length - rowsAheadMin) onNearEnd?.()
  }, [lastShown, rows.length, onNearEnd])
  return (
    <div role="rowgroup" className={classes['body']} style={{ height: virtualizer.getTotalSize() }}>
      {shown.map(({ index, start, key }) => {
        const row = rows[index]
        if (!row) return null
        const flash = flashes?.get(String(key))
        return (
          // The grid itself takes the keys and names the active row.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={key}
            id={`${id}-${index}`}
            role="row"
            tabIndex={-1}
            aria-rowindex={index + 2}
            aria-selected={key === selected}
            data-active={index === active}
            data-flash={flash === undefined ? undefined : flash % 2 === 0 ? 'even' : 'odd'}
            className={`${classes['row']} ${classes['line']}`}
            style={{ transform: `translateY(${start}px)` }}
            onClick={() => {
              setActive(index)
              onOpen(row)
            }}
          >
            {columns.map((column) => (
              <div
                key={column.id}
                role="gridcell"
                className={classes['cell']}
                data-align={column.align}
              >
                {column.cell(row)}
              </div>
            ))}
          </div>
        )
      })}
    </div>
  )
}

const keyOf =
  <Row extends object>(rows: readonly Row[], rowId: (row: Row) => string) =>
  (index: number): string => {
    const row = rows[index]
    return row ? rowId(row) : String(index)
  }

const LoadingRows = <Row extends object>({
  columns,
}: {
  columns: readonly Column<Row>[]
}): ReactElement => (
  <div role="rowgroup" aria-hidden>
    {Array.from({ length: 12 }, (_, index) => (
      <div key={index} className={classes['row']} style={{ height: rowHeight }}>
        {columns.map(({ id, align }, place) => (
          <div key={id} className={classes['cell']} data-align={align}>
            <Skeleton height={9} radius={4} width={`${45 + ((index * 17 + place * 29) % 45)}%`} />
          </div>
        ))}
      </div>
    ))}
  </div>
)

const EmptyRow = ({ children }: { children: ReactNode }): ReactElement => (
  <div role="rowgroup">
    <div role="row">
      <div role="gridcell">{children}</div>
    </div>
  </div>
)
