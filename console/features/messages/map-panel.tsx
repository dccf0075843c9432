import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/page.tsx'
import { ChosenFlow } from './chosen-flow.tsx'
import { FlowTable } from './flow-table.tsx'
import { MapLegend } from './map-legend.tsx'
import type { MapLine } from './map-layout.ts'
import { MessageMap } from './message-map.tsx'
import classes from './messages.module.css'
import { messageMap, topicList, type Flow } from './traffic-queries.ts'

const filters = [
  { value: 'seen', label: 'Lately' },
  { value: 'all', label: 'All' },
  { value: 'differing', label: 'Differences' },
] as const
type Filter = (typeof filters)[number]['value']
const views = [
  { value: 'map', label: 'Map' },
  { value: 'table', label: 'Table' },
] as const
type View = (typeof views)[number]['value']

/** Who sends what to whom: what contexts declare, beside what was seen. */
export const MapPanel = (): ReactElement => {
  const map = useQuery(messageMap)
  const topics = useQuery(topicList)
  const isNarrow = useMediaQuery('(max-width: 760px)') ?? false
  const [filter, setFilter] = useState<Filter>('seen')
  const [view, setView] = useState<View>()
  const [chosen, setChosen] = useState<MapLine>()
  const shown = view ?? (isNarrow ? 'table' : 'map')
  const flows = (map.data?.flows ?? []).filter(isOf(filter))
  const lately = flows.filter(({ seen }) => filter !== 'seen' || seen)
  return (
    <Panel
      title="Who sends what to whom"
      actions={
        <>
          <SegmentedControl
            aria-label="Which messages"
            size="xs"
            data={[...filters]}
            value={filter}
            onChange={setFilter}
          />
          <SegmentedControl
            aria-label="Map or table"
            size="xs"
            data={[...views]}
            value={shown}
            onChange={setView}
          />
        </>
      }
    >
      {map.error && !map.data && <ProblemNotice problem={map.error} onRetry={map.refetch} />}
      {shown === 'table' ? (
        <div className={classes['inPanel']}>
          <FlowTable flows={lately} />
        </div>
      ) : (
        map.data && (
          <>
            <MessageMap
              map={{ ...map.data, flows }}
              showsAll={filter !== 'seen'}
              chosen={chosen?.id}
              onChoose={setChosen}
            />
            {chosen && (
              <ChosenFlow
                line={chosen}
                topics={topics.data?.items ?? []}
                onClose={() => setChosen(undefined)}
              />
            )}
            <MapLegend />
          </>
        )
      )}
    </Panel>
  )
}

const isOf =
  (filter: Filter) =>
  ({ severity }: Flow): boolean =>
    filter !== 'differing' || severity === 'warning'
