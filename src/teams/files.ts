import { z } from 'zod'
import type { Pasted } from '../engine/api.ts'
import type { Activity } from './activity.ts'
import { FileFault } from './fault.ts'

/** How Teams hands over a file that somebody dropped in a 1:1 chat; the address needs no sign-in for some minutes. */
const FileInfo = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().min(1).catch('file'),
  content: z.object({ downloadUrl: z.url() }),
})

export interface Dropped {
  readonly name: string
  readonly url: string
}

const MOST_FILES = 10
/** A bounce with the whole message in it; larger ones have attachments that say nothing about it. */
const MOST_BYTES = 5 * 1024 * 1024
const WITHIN_MS = 15_000

/** SharePoint and OneDrive of the public and the sovereign clouds: nothing else is ever fetched. */
const FILE_HOST = /\.(?:sharepoint\.com|sharepoint\.us|sharepoint-mil\.us|sharepoint\.cn)$/
const LOCAL = new Set(['127.0.0.1', 'localhost'])

export const filesOf = (activity: Activity): readonly Dropped[] =>
  activity.attachments
    .flatMap((attachment) => {
      const read = FileInfo.safeParse(attachment)
      return read.success ? [{ name: read.data.name.slice(0, 100), url: read.data.content.downloadUrl }] : []
    })
    .slice(0, MOST_FILES)

const trouble = (code: string, message: string, cause?: unknown): FileFault =>
  new FileFault(message, { code: `file.${code}`, kind: 'unreachable', cause })

const assertAllowed = ({ name, url }: Dropped, local: boolean): void => {
  const { protocol, hostname } = new URL(url)
  const allowed = (protocol === 'https:' && FILE_HOST.test(hostname)) || (local && LOCAL.has(hostname))
  if (!allowed) throw trouble('elsewhere', `${name} does not lie in SharePoint, so I do not fetch it.`)
}

const readAll = async (name: string, body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > MOST_BYTES)
      throw trouble('too-large', `${name} is larger than ${MOST_BYTES / 1024 / 1024} MB.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Fetches what somebody dropped. `local` also allows this machine. Throws FileFault. */
export const fetchFile = async (dropped: Dropped, local: boolean): Promise<Pasted> => {
  const { name, url } = dropped
  assertAllowed(dropped, local)
  try {
    // No redirect is followed: it could lead anywhere, into our own network too.
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok)
      throw trouble('refused', `${name} could not be fetched: it answered ${response.status}.`)
    return { kind: 'file', name, bytes: await readAll(name, response.body) }
  } catch (thrown) {
    if (thrown instanceof FileFault) throw thrown
    throw trouble('unreachable', `${name} could not be fetched. Drop it again or paste its text.`, thrown)
  }
}
