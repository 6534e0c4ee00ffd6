import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program of the system is; undefined on a machine that has none. */
export const program = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))

/** Starts a program and waits until it says that it is ready; rejects with all it said when it ends before. */
export const startProgram = (
  file: string,
  args: readonly string[],
  ready: RegExp,
): Promise<{ readonly child: ChildProcess; stop(): Promise<void> }> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const ended = new Promise<void>((done) => {
      child.once('exit', () => done())
    })
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM')
      await ended
    }
    const hear = (bytes: Buffer): void => {
      said += bytes.toString()
      if (ready.test(said)) resolve({ child, stop })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${said}`)))
  })
