/** A table for people: the first row is the head, numbers are right-aligned. */
export const table = (rows: readonly (readonly (string | number)[])[]): string => {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? rounded(cell) : cell)))
  const widths = (text[0] ?? []).map((_, at) => Math.max(...text.map((row) => (row[at] ?? '').length)))
  return text
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1)

/** A quantile of measured values, 0 to 1; the nearest one that was really measured. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
