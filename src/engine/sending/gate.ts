/** Lets so many do their work at a time; the others wait in the order in which they came, the urgent ones ahead. */
export const createGate = (most: number) => {
  const urgentOnes: (() => void)[] = []
  const waiting: (() => void)[] = []
  let inside = 0
  return async <T>(work: () => Promise<T>, urgent: boolean): Promise<T> => {
    if (inside < most) inside += 1
    else await new Promise<void>((resolve) => (urgent ? urgentOnes : waiting).push(resolve))
    try {
      return await work()
    } finally {
      // Whoever is next takes the place over.
      const next = urgentOnes.shift() ?? waiting.shift()
      if (next === undefined) inside -= 1
      else next()
    }
  }
}
