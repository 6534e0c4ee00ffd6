#!/usr/bin/env node
import { startCommand } from './cli/start.ts'
import { terminal } from './cli/terminal.ts'

/** `npm start`: the same as `mailflow start`. */
await startCommand(terminal()).name('npm start --').parseAsync()
