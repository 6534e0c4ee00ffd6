import type { Instant } from '../../model/time.ts'
import type { Directory, DnsName, MailHost, Row, Tenant, Zone } from './tenant.ts'

/** A change of the tenant that takes place at a moment. */
export type Alteration = (tenant: Tenant, since: Instant) => Tenant

/** What one cmdlet returns. */
export const withRows =
  (cmdlet: string, change: (rows: readonly Row[], since: Instant) => readonly Row[]): Alteration =>
  (tenant, since) => ({
    ...tenant,
    cmdlets: { ...tenant.cmdlets, [cmdlet]: change(tenant.cmdlets[cmdlet] ?? [], since) },
  })

/** The object of that name in what one cmdlet returns, marked as changed at that moment. */
export const withRow = (cmdlet: string, name: string, change: Row): Alteration =>
  withRows(cmdlet, (rows, since) =>
    rows.map((row) => (row['Name'] === name ? { ...row, WhenChangedUTC: since, ...change } : row)),
  )

export const withDirectory =
  (change: (directory: Directory, since: Instant) => Directory): Alteration =>
  (tenant, since) => ({ ...tenant, directory: change(tenant.directory, since) })

export const withZone =
  (origin: string, change: (zone: Zone) => Zone): Alteration =>
  (tenant) => ({
    ...tenant,
    zones: tenant.zones.map((zone) => (zone.origin === origin ? change(zone) : zone)),
  })

/** One name of a zone, the zone found by its name. */
export const withName =
  (name: string, change: (entry: DnsName) => DnsName): Alteration =>
  (tenant) => ({
    ...tenant,
    zones: tenant.zones.map((zone) =>
      name in zone.names
        ? { ...zone, names: { ...zone.names, [name]: change(zone.names[name] ?? {}) } }
        : zone,
    ),
  })

/** The MX records of a domain. */
export const withMx = (domain: string, records: NonNullable<DnsName['MX']>): Alteration =>
  withName(domain, (name) => ({ ...name, MX: records }))

/** A zone that the one above no longer delegates. */
export const withoutZone =
  (origin: string): Alteration =>
  (tenant) => ({ ...tenant, zones: tenant.zones.filter((zone) => zone.origin !== origin) })

export const withMailHost =
  (host: string, change: Partial<MailHost>): Alteration =>
  (tenant) => ({
    ...tenant,
    mailHosts: Object.fromEntries(
      Object.entries(tenant.mailHosts).map(([name, state]) => [
        name,
        name === host ? { ...state, ...change } : state,
      ]),
    ),
  })

/** Several changes as one, in this order. */
export const all =
  (...alterations: readonly Alteration[]): Alteration =>
  (tenant, since) =>
    alterations.reduce((altered, alter) => alter(altered, since), tenant)
