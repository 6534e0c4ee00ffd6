import { after } from '../model/time.ts'
import { forgetActivities } from '../store/activities.ts'
import type { Engine } from './api.ts'
import { decodePasted } from './decode.ts'
import { click } from './diagnosis/clicks.ts'
import { obey } from './diagnosis/commands.ts'
import { createProbeWorker } from './diagnosis/probe-worker.ts'
import { isWatching, type Parts } from './parts.ts'
import type { Workers } from './queue.ts'
import { createPostman } from './sending/postman.ts'
import { tellStatus } from './status.ts'
import { diagnosisSubject, noSubject } from './subjects.ts'
import { createWatch, watchSubjects } from './watch/watch.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The engine with what a process runs of it. */
export interface RunningEngine extends Engine {
  /** What carries out its jobs; hand it to the queue. */
  readonly workers: Workers
  /** Takes up what a dead process left behind. */
  start(): Promise<void>
  /** Lets what is being sent be sent, and ends. */
  stop(): Promise<void>
}

export const createEngine = (parts: Parts): RunningEngine => {
  const { store, queue, ports } = parts
  const watching = isWatching(parts) ? parts : undefined
  const subjects = {
    diagnosis: diagnosisSubject(parts),
    ...(watching === undefined ? { incident: noSubject, monitors: noSubject } : watchSubjects(watching)),
  }
  const postman = createPostman({ ...parts, subjects })
  const probeWorker = createProbeWorker(parts, postman.nudge)
  const watch = watching && createWatch(watching, postman.nudge)
  return {
    command: async (incoming, command) => {
      const answered =
        command.verb === 'status' ? tellStatus(parts, incoming) : obey(parts, incoming, command)
      postman.nudge(await answered)
      queue.wake()
    },
    decode: async (incoming, pasted) => postman.nudge(await decodePasted(parts, incoming, pasted)),
    click: async (incoming, clicked) => {
      if (!('diagnosis' in clicked))
        return watch === undefined ? parts.drawing.foreign() : (await watch.click(incoming, clicked)).card
      const done = await click(parts, incoming, clicked)
      if (done.over !== undefined) probeWorker.abandon(done.over)
      postman.nudge(done.cards)
      queue.wake()
      return done.card
    },
    ...watch?.words,
    workers: {
      'run-probes': ({ diagnosis }, signal) => probeWorker.run(diagnosis, signal),
      ...(watch?.workers ?? NOT_WATCHING),
    },
    start: async () => {
      await forgetActivities(store.db, after(ports.clock.now(), -2 * DAY_MS))
      await postman.start()
      await watch?.start()
    },
    stop: async () => {
      await watch?.stop()
      await postman.stop()
    },
  }
}

/** Jobs that an engine with a watch left behind: nobody asks for their outcome. */
const nothing = async (): Promise<void> => undefined
const NOT_WATCHING = { watch: nothing, attend: nothing, page: nothing, digest: nothing, conclude: nothing }
