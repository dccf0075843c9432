import '@xyflow/react/dist/base.css'
import {
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react'
import { useElementSize } from '@mantine/hooks'
import { useMemo, type ReactElement } from 'react'
import { AlertIcon } from '../../ui/icons.tsx'
import { layoutMap, lineHeight, type MapBlock, type MapLine } from './map-layout.ts'
import classes from './message-map.module.css'
import type { Flow, MessageMapAnswer } from './traffic-queries.ts'
import { differenceWords, formatRate, rateOf } from './traffic-words.ts'

interface MessageMapProps {
  readonly map: MessageMapAnswer
  readonly showsAll: boolean
  readonly chosen: string | undefined
  readonly onChoose: (line: MapLine) => void
}

/** Columns of the picture, in pixels, as wide as there is room. */
interface Columns {
  readonly system: number
  readonly message: number
  readonly messageAt: number
  readonly receiverAt: number
}
const margin = 16
const headHeight = 30

const columnsIn = (width: number): Columns => {
  const whole = Math.max(560, width - 2 * margin)
  const system = Math.min(210, Math.round(whole * 0.23))
  const message = Math.min(330, Math.round(whole * 0.34))
  return { system, message, messageAt: (whole - message) / 2, receiverAt: whole - system }
}

type SystemNode = Node<{ block: MapBlock; isOutside: boolean; side: 'from' | 'to' }, 'system'>
type MessageNode = Node<
  { line: MapLine; isChosen: boolean; onChoose: (line: MapLine) => void },
  'message'
>
type HeadNode = Node<{ text: string }, 'head'>

const hidden = { isConnectable: false, className: classes['handle'] ?? '' } as const

const System = ({ data: { block, isOutside, side } }: NodeProps<SystemNode>): ReactElement => (
  <div className={classes['system']} data-outside={isOutside} data-side={side}>
    <span className="truncate">{block.system || 'Whoever subscribes'}</span>
    {block.lines.map(({ id }, index) => (
      <Handle
        key={id}
        id={id}
        type={side === 'from' ? 'source' : 'target'}
        position={side === 'from' ? Position.Right : Position.Left}
        style={{ top: topOf(block, side, index) }}
        {...hidden}
      />
    ))}
  </div>
)

/** Of a sender, beside its line, which may be below a gap; of a receiver, one below the other. */
const topOf = (block: MapBlock, side: 'from' | 'to', index: number): number =>
  (side === 'from' ? (block.lines[index]?.y ?? 0) - block.y : index * lineHeight) + lineHeight / 2

const Message = ({ data: { line, isChosen, onChoose } }: NodeProps<MessageNode>): ReactElement => (
  <>
    <Handle type="target" position={Position.Left} {...hidden} />
    <button
      type="button"
      className={classes['message']}
      data-look={lookOf(line)}
      aria-pressed={isChosen}
      title={titleOf(line)}
      onClick={() => onChoose(line)}
    >
      {lookOf(line) === 'warning' && <AlertIcon size={13} />}
      <span className="truncate">{nameOf(line)}</span>
      <span className={classes['rate']}>{restOf(line)}</span>
    </button>
    <Handle type="source" position={Position.Right} {...hidden} />
  </>
)

const Head = ({ data: { text } }: NodeProps<HeadNode>): ReactElement => (
  <div className={classes['columnHead']}>{text}</div>
)

const nodeTypes = { system: System, message: Message, head: Head }

type Look = 'seen' | 'quiet' | 'warning'

const lookOf = ({ flows: [flow] }: MapLine): Look =>
  flow?.severity === 'warning' ? 'warning' : flow?.seen ? 'seen' : 'quiet'

const nameOf = ({ flows }: MapLine): string =>
  flows.length === 1 ? (flows[0]?.message ?? '') : `${flows.length} more, not seen for a day`

const restOf = ({ flows }: MapLine): string => {
  const [flow] = flows
  return flows.length === 1 && flow?.seen ? formatRate(rateOf(flow)) : ''
}

const titleOf = ({ flows }: MapLine): string =>
  flows
    .map(({ message, difference }) =>
      [message, difference && differenceWords[difference]].filter(Boolean).join(': '),
    )
    .join('\n')

/** Within a minute something went this way. */
const isMoving = ({ flows }: MapLine): boolean => flows.some((flow: Flow) => rateOf(flow) > 0)

/** Who sends what to whom, as a picture. A table tells the same to those who do not see it. */
export const MessageMap = ({ map, showsAll, chosen, onChoose }: MessageMapProps): ReactElement => {
  const { ref, width } = useElementSize()
  const columns = columnsIn(width)
  const layout = useMemo(() => layoutMap(map.flows, showsAll), [map.flows, showsAll])
  const outside = new Set(
    map.systems.filter(({ kind }) => kind === 'outside').map(({ name }) => name),
  )
  const system = (side: 'from' | 'to') => (block: MapBlock) => ({
    id: `${side} ${block.system}`,
    type: 'system' as const,
    position: {
      x: side === 'from' ? 0 : columns.receiverAt,
      y: block.y + headHeight,
    },
    width: columns.system,
    height: block.height,
    data: { block, isOutside: block.system === '' || outside.has(block.system), side },
  })
  const nodes: (SystemNode | MessageNode | HeadNode)[] = [
    ...headsOf(columns),
    ...layout.senders.map(system('from')),
    ...layout.receivers.map(system('to')),
    ...layout.lines.map((line) => ({
      id: line.id,
      type: 'message' as const,
      position: { x: columns.messageAt, y: line.y + headHeight + 3 },
      width: columns.message,
      height: lineHeight - 6,
      data: { line, isChosen: line.id === chosen, onChoose },
    })),
  ]
  return (
    <div ref={ref} className={classes['map']} style={{ height: layout.height + headHeight + 28 }}>
      <ReactFlow
        nodes={nodes}
        edges={layout.lines.flatMap(edgesOf)}
        nodeTypes={nodeTypes}
        defaultViewport={{ x: margin, y: 12, zoom: 1 }}
        minZoom={0.4}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        // The page scrolls past it.
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        proOptions={{ hideAttribution: true }}
      />
    </div>
  )
}

const headsOf = ({ system, message, messageAt, receiverAt }: Columns): readonly HeadNode[] =>
  [
    { text: 'Sends', x: 0, width: system },
    { text: 'Message', x: messageAt, width: message },
    { text: 'Takes', x: receiverAt, width: system },
  ].map(({ text, x, width }) => ({
    id: `head ${text}`,
    type: 'head',
    position: { x, y: 0 },
    width,
    height: 20,
    data: { text },
  }))

const arrowColours: Readonly<Record<Look, string>> = {
  seen: 'var(--mr-teal-dot)',
  quiet: 'var(--mr-line-strong)',
  warning: 'var(--mr-amber-dot)',
}

const edgesOf = (line: MapLine): readonly Edge[] => {
  const { id, from, to } = line
  const look = lookOf(line)
  const drawn = { className: `${classes['edge']} ${classes[look]}`, animated: isMoving(line) }
  const markerEnd = { type: MarkerType.ArrowClosed, color: arrowColours[look] }
  return [
    { ...drawn, id: `${id} out`, source: `from ${from}`, sourceHandle: id, target: id },
    { ...drawn, id: `${id} in`, source: id, target: `to ${to}`, targetHandle: id, markerEnd },
  ]
}
