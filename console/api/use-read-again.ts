import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import { oneAtATime } from './one-at-a-time.ts'

/** For lists that are read again when they are told to have changed. `queryKey`: the same for as long as it is used. */
export const useReadAgain = (queryKey: QueryKey): (() => void) => {
  const client = useQueryClient()
  // Told while it is being read, a query would begin anew each time, and under traffic never come to its end.
  const [readAgain] = useState(() => oneAtATime(async () => client.invalidateQueries({ queryKey })))
  return readAgain
}
