import { ActionIcon, Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { CloseIcon } from '../../ui/icons.tsx'
import { Difference } from './difference.tsx'
import { FlowTable } from './flow-table.tsx'
import type { MapLine } from './map-layout.ts'
import classes from './messages.module.css'
import type { Topic } from './traffic-queries.ts'
import { formatRate, kindWords } from './traffic-words.ts'

interface ChosenFlowProps {
  readonly line: MapLine
  readonly topics: readonly Topic[]
  readonly onClose: () => void
}

/** What there is to tell about a line of the map. */
export const ChosenFlow = ({ line, topics, onClose }: ChosenFlowProps): ReactElement => {
  const { from, to, flows } = line
  const [flow] = flows
  const topic = topics.find((one) => one.topic === flow?.topic)
  return (
    <section className={classes['chosen']} aria-label="The chosen message">
      <div className={classes['chosenHead']}>
        <strong>
          {from} → {to || 'whoever subscribes'}
        </strong>
        {flows.length === 1 && flow && <Difference of={flow} />}
        <Tooltip label="Close">
          <ActionIcon ml="auto" aria-label="Close the message" onClick={onClose}>
            <CloseIcon />
          </ActionIcon>
        </Tooltip>
      </div>
      {flows.length > 1 || !flow ? (
        <FlowTable flows={flows} />
      ) : (
        <>
          <div className="mono">{flow.topic}</div>
          <div className={classes['chosenText']}>
            {kindWords[flow.kind]}
            {topic?.summary && `: ${topic.summary}`}
          </div>
          {flow.seen && (
            <div className={classes['chosenText']}>
              {formatRate(flow.seen.publishedPerSecond)} published,{' '}
              {formatRate(flow.seen.handledPerSecond)} handled,{' '}
              {flow.seen.lastHour.toLocaleString()} within the last hour
            </div>
          )}
        </>
      )}
    </section>
  )
}
