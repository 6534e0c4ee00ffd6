import ipaddr from 'ipaddr.js'

/** Whether an address lies in one of the ranges as Exchange writes them: one address, CIDR, or `first-last`. */
export const inRanges = (address: string, ranges: readonly string[]): boolean =>
  ipaddr.isValid(address) && ranges.some((range) => inRange(ipaddr.process(address), range.trim()))

const INSIDE = new Set(['private', 'loopback', 'linkLocal', 'uniqueLocal', 'unspecified', 'carrierGradeNat'])

/** Whether others can see the address: one from inside our own network tells nothing of what Exchange Online sees. */
export const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && !INSIDE.has(ipaddr.process(address).range())

type Address = ReturnType<typeof ipaddr.process>

const inRange = (address: Address, range: string): boolean => {
  if (ipaddr.isValidCIDR(range)) {
    const [net, bits] = ipaddr.parseCIDR(range)
    return net.kind() === address.kind() && address.match(net, bits)
  }
  const [first, last = first] = range.split('-').map((part) => part.trim())
  if (first === undefined || last === undefined || !ipaddr.isValid(first) || !ipaddr.isValid(last))
    return false
  const [low, high] = [ipaddr.process(first), ipaddr.process(last)]
  if (low.kind() !== address.kind() || high.kind() !== address.kind()) return false
  const bytes = address.toByteArray()
  return compare(low.toByteArray(), bytes) <= 0 && compare(bytes, high.toByteArray()) <= 0
}

const compare = (one: readonly number[], other: readonly number[]): number => {
  const at = one.findIndex((byte, index) => byte !== other[index])
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}
