#!/usr/bin/env node
import { Command } from 'commander'
import { backtestCommand } from './cli/backtest.ts'
import { decodeCommand } from './cli/decode.ts'
import { diagnoseCommand } from './cli/diagnose.ts'
import { doctorCommand } from './cli/doctor.ts'
import { replayCommand } from './cli/replay.ts'
import { snapshotCommand } from './cli/snapshot.ts'
import { startCommand } from './cli/start.ts'
import { terminal } from './cli/terminal.ts'
import { leave } from './cli/trouble.ts'

const io = terminal()

/** The `mailflow` command: each subcommand is a file of its own in `cli/`. */
const program = new Command('mailflow')
  .description('Finds out why an organisation gets or sends no mail.')
  .showSuggestionAfterError()
  .showHelpAfterError('(mailflow help shows what there is)')

const COMMANDS = [
  diagnoseCommand,
  replayCommand,
  decodeCommand,
  backtestCommand,
  snapshotCommand,
  doctorCommand,
  startCommand,
]
for (const command of COMMANDS.map((commandOn) => commandOn(io)))
  program.addCommand(command.copyInheritedSettings(program).exitOverride(leave))

await program.exitOverride(leave).parseAsync()
