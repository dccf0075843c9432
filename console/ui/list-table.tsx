import { Skeleton } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import classes from './list-table.module.css'

export interface ListColumn<Row> {
  readonly id: string
  readonly header: ReactNode
  readonly align?: 'right'
  readonly width?: string
  readonly cell: (row: Row) => ReactNode
}

interface ListTableProps<Row> {
  readonly label: string
  readonly columns: readonly ListColumn<Row>[]
  /** Undefined while they are being read. */
  readonly rows: readonly Row[] | undefined
  readonly rowId: (row: Row) => string
  readonly empty?: ReactNode
}

/** A short list in full. */
export const ListTable = <Row,>(props: ListTableProps<Row>): ReactElement => {
  const { label, columns, rows, rowId, empty } = props
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['frame']} tabIndex={0} aria-label={label}>
      {rows?.length === 0 && empty ? (
        empty
      ) : (
        <table className={classes['table']} aria-busy={rows === undefined}>
          <thead>
            <tr>
              {columns.map(({ id, header, align, width }) => (
                <th key={id} scope="col" data-align={align} style={{ width }}>
                  {header === '' ? <span className="visually-hidden">Actions</span> : header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows?.map((row) => (
              <tr key={rowId(row)}>
                {columns.map(({ id, align, cell }) => (
                  <td key={id} data-align={align}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
            {rows === undefined && <LoadingLines columns={columns.length} />}
          </tbody>
        </table>
      )}
    </section>
  )
}

const LoadingLines = ({ columns }: { columns: number }): ReactElement => (
  <>
    {[0, 1, 2, 3].map((line) => (
      <tr key={line}>
        {Array.from({ length: columns }, (_, column) => (
          <td key={column}>
            <Skeleton height={9} radius={4} width={`${40 + ((line * 23 + column * 31) % 45)}%`} />
          </td>
        ))}
      </tr>
    ))}
  </>
)
