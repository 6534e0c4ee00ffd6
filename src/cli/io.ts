/** What a terminal command reads from and writes to. */
export interface Io {
  readonly input: AsyncIterable<Uint8Array | string>
  /** The result: what a pipe takes on. */
  out(text: string): void
  /** Progress and complaints. */
  err(text: string): void
  /** True when a person watches `err`, so that lines may be drawn over. */
  readonly live: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  /** The exit code of the process, once everything is written. */
  exit(code: number): void
}
