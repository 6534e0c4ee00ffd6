/** Text of services and files without what a terminal would take for commands, or for another direction of writing. */
export const printable = (text: string): string =>
  text.replaceAll(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
