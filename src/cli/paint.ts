import pc from 'picocolors'

/** Colours for a person at a terminal. A file or a pipe gets none, also where a build service would have them. */
export const paint = pc.createColors(process.stdout.isTTY && pc.isColorSupported)
