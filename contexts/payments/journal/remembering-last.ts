/**
 * Makes the same thing of the same event once, as long as no other comes in between: a fold asks for it for each of
 * the event's rows. What is made must be a pure function of what never changes.
 */
export const rememberingLast = <Of extends object, Made>(
  make: (of: Of) => Made,
): ((of: Of) => Made) => {
  let last: { readonly of: Of; readonly made: Made } | undefined
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) }
    return last.made
  }
}
