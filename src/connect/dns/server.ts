/** A name server on the wire. */
export interface Server {
  readonly address: string
  readonly port: number
}

const DNS_PORT = 53

/** Reads `192.0.2.53`, `192.0.2.53:5300`, `2001:db8::53` or `[2001:db8::53]:5300`. */
export const serverOf = (text: string): Server => {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? []
  return { address: v6 ?? v4 ?? text, port: port === undefined ? DNS_PORT : Number(port) }
}

/** How a server is named to people: the port only where it is not 53. */
export const serverName = ({ address, port }: Server): string => {
  if (port === DNS_PORT) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
