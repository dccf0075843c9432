import type { Row } from '../../../contexts/payments/views.ts'

export type Shown = Row
