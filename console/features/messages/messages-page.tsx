import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Heading, Page } from '../../ui/page.tsx'
import { RelayTable } from '../operations/relay-table.tsx'
import { BreakersTable } from './breakers-table.tsx'
import { MapPanel } from './map-panel.tsx'
import { MessageTiles } from './message-tiles.tsx'
import { TopicsTable } from './topics-table.tsx'
import { messageMap } from './traffic-queries.ts'

/** The bus in one place: what goes over it, between whom, and what does not. */
export const MessagesPage = (): ReactElement => {
  const map = useQuery(messageMap)
  return (
    <Page
      title="Messages"
      beside={<LiveMark state={map.error ? 'reconnecting' : map.data ? 'live' : 'connecting'} />}
    >
      <MessageTiles />
      <MapPanel />
      <Heading>Topics</Heading>
      <TopicsTable />
      <Heading id="relays">Relays to the message bus</Heading>
      <RelayTable />
      <Heading id="breakers">Circuit breakers</Heading>
      <BreakersTable />
    </Page>
  )
}
