/**
 * What is allowed to break a limit, and why. These lists may only get shorter by themselves: an
 * entry that is no longer needed fails the tidy test, and so does a listed thing that has grown.
 */
export interface Exception {
  /** The size that is allowed: that of the day it was listed. */
  readonly lines: number
  readonly reason: string
}

/** Product files over the limit, by path. */
export const longFiles: Readonly<Record<string, Exception>> = {}

/** Made by a program: its limits are those of what it is made from. */
export const generatedFiles: readonly string[] = ['clients/typescript/api.ts']

/** Functions over the limit, as `path#name`. */
export const longFunctions: Readonly<Record<string, Exception>> = {
  'contexts/payments/iso20022/guarded-xml.ts#createGuardedXml': {
    lines: 81,
    reason:
      'a dozen small handlers over the same few variables; parted, they would pass a bag of state around',
  },
}
