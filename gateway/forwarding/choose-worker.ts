import { hash } from 'node:crypto'

/**
 * Of several, the one that a key belongs to, by the highest hash of both (rendezvous hashing): every gateway chooses
 * alike without asking anybody, and when one goes, its keys alone move. Undefined where there is none.
 */
export const chooseByKey = <Worker extends { readonly id: string }>(
  workers: readonly Worker[],
  key: string,
): Worker | undefined => {
  let chosen: Worker | undefined
  let highest = ''
  for (const worker of workers) {
    const weight = hash('sha256', `${worker.id}\n${key}`, 'hex')
    if (chosen && weight <= highest) continue
    chosen = worker
    highest = weight
  }
  return chosen
}

/** Of several, the one with the fewest requests under way; of those, one by chance. */
export const chooseLeastBusy = <Worker extends { readonly underWay: number }>(
  workers: readonly Worker[],
): Worker | undefined => {
  const fewest = Math.min(...workers.map(({ underWay }) => underWay))
  const idle = workers.filter(({ underWay }) => underWay === fewest)
  return idle[Math.floor(Math.random() * idle.length)]
}
