/**
 * The last error of a queue or of a message trace event of Exchange, `[{LED=550 5.1.10 ...};{MSG=};{FQDN=};{IP=};{LRT=}]`;
 * undefined where the words have none.
 */
export const lastErrorIn = (text: string): string | undefined =>
  /LED=(.*?)\}(?:;\s*\{|\s*\])/s.exec(text)?.[1]
