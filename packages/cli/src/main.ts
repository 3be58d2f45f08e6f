import { Command, CommanderError } from 'commander';

import { calendarCommand } from './calendar-command.ts';
import { failureOf } from './failure.ts';
import { fitCommand } from './history/fit-command.ts';
import { policyCommand } from './policy-command.ts';
import { replayCommand } from './replay/replay-command.ts';
import { slaCommand } from './sla-command.ts';
import { compareCommand } from './whatif/compare-command.ts';
import { presetsCommand } from './whatif/presets-command.ts';
import { simulateCommand } from './whatif/simulate-command.ts';
import { sweepCommand } from './whatif/sweep-command.ts';
import { validateCommand } from './whatif/validate-command.ts';

const program = new Command('tierline')
  .description('Tierline on the command line.')
  .addCommand(simulateCommand())
  .addCommand(compareCommand())
  .addCommand(sweepCommand())
  .addCommand(validateCommand())
  .addCommand(presetsCommand())
  .addCommand(fitCommand())
  .addCommand(replayCommand({ key: process.env['TIERLINE_KEY'] }))
  .addCommand(policyCommand({ key: process.env['TIERLINE_KEY'] }))
  .addCommand(slaCommand({ key: process.env['TIERLINE_KEY'] }))
  .addCommand(calendarCommand())
  .addHelpText(
    'after',
    `
Environment:
  TIERLINE_URL  address of the API, unless --url names it
  TIERLINE_KEY  the API key to ask with

Exit code: 0 done, 1 refused or problems found, 2 asked wrongly or nobody answered, 99 a target is missed, or
a replay is not what is predicted, 130 ended by Ctrl-C.`,
  );

/** Lets mistakes in the arguments be thrown, so that the exit codes are ours. */
function throwing(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwing(inner);
}

throwing(program);
try {
  await program.parseAsync();
} catch (error) {
  // Commander has said already what is wrong with the arguments.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { message, exitCode } = failureOf(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}
