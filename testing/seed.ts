/** Of tests that draw lots: `CHAOS_SEED` repeats a run, and each run says which one it had. */
export const chaosSeed = (): number => {
  const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
  process.stdout.write(`CHAOS_SEED=${seed}\n`)
  return seed
}
