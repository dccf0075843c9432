import { pool } from '../adapters/postgres/pool.ts'

export const now = pool
