import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { messageFrom } from '../../teams/support/bot.ts'

export interface Usage {
  /** CPU time since the start of the process, milliseconds. */
  readonly cpuMs: number
  readonly memoryMb: number
}

/** A bot in a process of its own. */
export interface Program {
  readonly url: string
  /** From the start of the process until it listened, milliseconds. */
  readonly readyMs: number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export const startProgram = async (file: string, args: readonly string[] = []): Promise<Program> => {
  const began = performance.now()
  const child = fork(join(import.meta.dirname, file), args)
  const { url } = (await answer(child)) as { readonly url: string }
  const readyMs = performance.now() - began
  return {
    url,
    readyMs,
    usage: async () => {
      child.send('usage')
      const { cpu, memory } = (await answer(child)) as { cpu: NodeJS.CpuUsage; memory: number }
      return { cpuMs: (cpu.user + cpu.system) / 1000, memoryMb: memory / 1024 / 1024 }
    },
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

const answer = async (child: ChildProcess): Promise<unknown> => {
  const [message] = (await once(child, 'message')) as [unknown]
  return message
}

/** The channel: takes what the bot says and remembers when each conversation first heard something, and of what. */
export interface Channel {
  /** Says a word in so many new conversations at once; resolves when each has heard what it waits for. */
  say(url: string, conversations: number, until: RegExp): Promise<readonly Heard[]>
  close(): Promise<void>
}

export interface Heard {
  /** From the word to the first answer, milliseconds. */
  readonly firstMs: number
  /** From the word to what was waited for. */
  readonly lastMs: number
}

/** A hundred diagnoses at once on a small machine take a minute. */
const LATE_MS = 180_000

interface Waiting {
  readonly began: number
  readonly until: RegExp
  firstMs?: number
  last?: string
  done(heard: Heard): void
}

export const openChannel = async (): Promise<Channel> => {
  const waiting = new Map<string, Waiting>()
  let said = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      hear(waiting, decodeURIComponent(request.url ?? ''), Buffer.concat(chunks).toString('utf8'))
      response.statusCode = 201
      response.setHeader('content-type', 'application/json')
      response.end(`{"id":"a-${(said += 1)}"}`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const one = async (url: string, until: RegExp): Promise<Heard> => {
    const id = `19:bench@thread.tacv2;messageid=${(said += 1)}`
    const message = messageFrom(serviceUrl, { id: `m-${said}` })
    const conversation = { ...(message['conversation'] as object), id }
    const heard = new Promise<Heard>((done, give) => {
      const late = setTimeout(
        () => give(new Error(`Nothing like ${until} came, but: ${waiting.get(id)?.last}`)),
        LATE_MS,
      )
      const began = performance.now()
      waiting.set(id, {
        began,
        until,
        done: (what) => {
          clearTimeout(late)
          done(what)
        },
      })
    })
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...message, conversation }),
    })
    return heard
  }
  return {
    say: (url, conversations, until) =>
      Promise.all(Array.from({ length: conversations }, () => one(url, until))),
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const hear = (waiting: Map<string, Waiting>, path: string, body: string): void => {
  const id = /conversations\/([^/]+)\//.exec(path)?.[1] ?? ''
  const one = waiting.get(id)
  if (one === undefined) return
  const ms = performance.now() - one.began
  one.firstMs ??= ms
  one.last = body
  if (!one.until.test(body)) return
  waiting.delete(id)
  one.done({ firstMs: one.firstMs, lastMs: ms })
}
