/** What a process of ours begins with, for glibc. millrace.mjs has the same, and says why. */
export const nativeMemory = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const
