import { views } from '../contexts/payments/views.ts'

export const audited = views
