const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1_024, MB: 1_048_576, GB: 1_073_741_824 }

/** A size as Exchange writes it: `10 MB (10,485,760 bytes)`, `10240` or `25MB`. */
export const bytesOf = (text: string): number | undefined => {
  const exact = /\(([\d,]+) bytes\)/i.exec(text)?.[1]
  if (exact !== undefined) return Number(exact.replaceAll(',', ''))
  const rough = /^([\d.]+)\s*(B|KB|MB|GB)?$/i.exec(text.trim())
  return rough === null ? undefined : Number(rough[1]) * (UNITS[(rough[2] ?? 'B').toUpperCase()] ?? 1)
}
