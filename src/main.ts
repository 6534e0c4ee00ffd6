#!/usr/bin/env node
import { startCommand } from './cli/start.ts'
import { terminal } from './cli/terminal.ts'
import { leave } from './cli/trouble.ts'

/** `npm start`: the same as `mailflow start`. */
await startCommand(terminal())
  .name('npm start --')
  .showHelpAfterError('(npm start -- --help shows what there is)')
  .exitOverride(leave)
  .parseAsync()
