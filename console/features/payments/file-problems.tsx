import type { ReactElement } from 'react'
import type { FileProblem } from '../../../contexts/payments/contract.ts'
import classes from './upload-result.module.css'

/** What is wrong with a file, line by line. */
export const FileProblems = ({
  problems,
  total,
}: {
  problems: readonly FileProblem[]
  total: number
}): ReactElement => (
  // A region that scrolls must be reachable by keyboard.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <section className={classes['problems']} tabIndex={0} aria-label="Problems of the file">
    <table className={classes['table']}>
      <thead>
        <tr>
          <th className={classes['line']}>Line</th>
          <th>Element</th>
          <th>End-to-end id</th>
          <th>Problem</th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ path, line, code, reason, endToEndId }, index) => (
          // The same problem may stand there twice; their order is fixed.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={index}>
            <td className={classes['line']}>{line ?? ''}</td>
            <td className={`mono ${classes['path']}`}>{shortPath(path)}</td>
            <td className="tabular">{endToEndId ?? ''}</td>
            <td className={classes['reason']} title={code}>
              {reason}
            </td>
          </tr>
        ))}
        {total > problems.length && (
          <tr>
            <td colSpan={4}>{total - problems.length} more problems are not listed.</td>
          </tr>
        )}
      </tbody>
    </table>
  </section>
)

/** Without the two outermost elements, which every path shares. */
const shortPath = (path: string | undefined): string =>
  (path ?? '').replace(/^\/?Document\/CstmrCdtTrfInitn\//, '')
