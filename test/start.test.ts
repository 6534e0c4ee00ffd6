import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { freePort } from './support/free-port.ts'
import { ROOT } from './support/source-tree.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'mailflow-start-'))
  open.push(() => rm(made, { recursive: true }))
  return made
}

interface Started {
  readonly child: ChildProcess
  said(): string
  /** Resolves when it has said that, or has ended. */
  until(words: RegExp): Promise<void>
  ended(): Promise<number | null>
}

/** The real program, as `npm start` runs it. */
const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started =>
  launch(process.execPath, ['src/main.ts', ...args], environment)

const launch = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Started => {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const exit = once(child, 'exit') as Promise<[number | null]>
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      child.emit('said')
    })
  open.push(async () => {
    child.kill('SIGKILL')
    await exit
  })
  return {
    child,
    said: () => said,
    until: async (words) => {
      while (!words.test(said) && child.exitCode === null) await Promise.race([once(child, 'said'), exit])
    },
    ended: async () => (await exit)[0],
  }
}

describe('npm start', () => {
  test('shows progress, says what runs where and what to type, and ends cleanly at Ctrl-C', async () => {
    const port = await freePort()
    const data = await folder()
    const bot = start(['--scenario', 'mx-wrong', '--data', data], { MAILFLOW_PLAYGROUND_PORT: String(port) })
    await bot.until(/Ready/)
    expect(bot.said()).toMatch(/^Starting: lab tenant \.\.\.\nStarting: database \.\.\.\n/)
    for (const words of [
      /^Mailflow {4}http:\/\/127\.0\.0\.1:\d+\/api\/messages$/m,
      new RegExp(`^database {4}${data}$`, 'm'),
      /^lab tenant {2}contoso\.com, scenario mx-wrong: The MX record points elsewhere$/m,
      new RegExp(`^Open http://127\\.0\\.0\\.1:${port} in a browser, go to the channel "Incidents",$`, 'm'),
      /^choose Mailflow from the list that opens with @, and type: diagnose$/m,
    ])
      expect(bot.said()).toMatch(words)
    bot.child.kill('SIGINT')
    expect(await bot.ended()).toBe(0)
    const playground = await fetch(`http://127.0.0.1:${port}`).then(
      () => 'still there',
      () => 'gone',
    )
    expect(playground).toBe('gone')
    // The folder is free again at once.
    const again = start(['--no-playground', '--data', data])
    await again.until(/Ready/)
    expect(again.said()).toContain('Ready')
  }, 90_000)

  const underNpm = process.platform === 'win32' ? test.skip : test
  underNpm(
    'ends cleanly when npm was ended and left it behind',
    async () => {
      const words = [
        '-c',
        '"$0" src/main.ts --no-playground --data "$1"; :',
        process.execPath,
        await folder(),
      ]
      const shell = launch('sh', words, { npm_lifecycle_event: 'start' })
      await shell.until(/Ready/)
      shell.child.kill('SIGTERM')
      // Closed is what both wrote to.
      await once(shell.child, 'close')
      expect(shell.said()).toMatch(/\nStopped\. What was open goes on at the next start\.\n$/)
    },
    60_000,
  )

  const takenPort = async (): Promise<number> => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    open.push(() => once(server.close(), 'close'))
    return (server.address() as AddressInfo).port
  }

  test('a taken port is one clear sentence, and nothing is left running', async () => {
    const port = await takenPort()
    const bot = start(['--no-playground', '--data', await folder()], { PORT: String(port) })
    expect(await bot.ended()).toBe(3)
    expect(bot.said()).toContain(
      `Port ${port} is taken by another program. Set PORT to a free one, for example PORT=${port + 1}.\n`,
    )
    expect(bot.said()).not.toMatch(/^\s+at /m)
  }, 60_000)

  test('a data folder that cannot be is one clear sentence', async () => {
    const file = join(await folder(), 'a-file')
    await writeFile(file, '')
    const bot = start(['--no-playground', '--data', join(file, 'below')])
    expect(await bot.ended()).toBe(3)
    expect(bot.said()).toMatch(/The data folder .*a-file\/below cannot be created or written/)
    expect(bot.said()).not.toMatch(/^\s+at /m)
  }, 60_000)

  test.each([
    [{ PORT: 'many' }, [], 'PORT must be a port from 0 to 65535, for example 3978.'],
    [{ DATABASE_URL: 'mysql://x' }, [], 'DATABASE_URL must be a PostgreSQL address'],
    [{}, ['--scenario', 'mxwrong'], 'Did you mean mx-wrong?'],
    [{}, ['--speed', 'fast'], 'It is a number from 1 to 600'],
    [
      { AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000001' },
      ['--speed', '60'],
      'Only the clock of the lab can run faster',
    ],
    [{}, ['--sceanrio', 'flowing'], 'Did you mean --scenario?'],
  ])(
    '%j %j is refused with what to do instead',
    async (environment, args, says) => {
      const bot = start(['--no-playground', '--data', await folder(), ...args], environment)
      expect(await bot.ended()).toBe(3)
      expect(bot.said()).toContain(says)
      expect(bot.said()).not.toMatch(/^\s+at /m)
    },
    60_000,
  )
})
