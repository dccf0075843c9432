import { routes } from '../contexts/payments/api.ts'

export const mounted = routes
