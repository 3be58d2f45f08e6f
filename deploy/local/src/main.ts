import { newApiKey } from '@tierline/platform';
import { Command } from 'commander';

import { LaunchError } from './errors.ts';
import { exitCodeOf, InterruptedError, watchForInterruption } from './interruption.ts';
import { downloadMongod } from './official-mongod.ts';
import { createProgressLine } from './progress-line.ts';
import { startCommand } from './start-options.ts';
import {
  benchClaimCommand,
  benchOperateCommand,
  benchPipelineCommand,
  benchSlaCommand,
  slowTestCommand,
  testCommand,
} from './test-command.ts';
import { runWithThrowAwayServers } from './throw-away-run.ts';

const STUCK_MILLIS = 3_000;

const progress = createProgressLine({ stream: process.stderr, now: () => performance.now() });
const interrupted = watchForInterruption();

const print = (text: string) => {
  process.stdout.write(`${text}\n`);
};
const run = async (...runs: readonly (readonly string[])[]) => {
  process.exitCode = await runWithThrowAwayServers({ runs, progress, interrupted });
};
const program = new Command('tierline')
  .enablePositionalOptions()
  .addCommand(
    startCommand(async (options) => {
      // Only now: the replay brings much along that the other commands and --help need not wait for.
      const { start } = await import('./start-command.ts');
      process.exitCode = await start(options, { env: process.env, progress, interrupted, print });
    }),
  )
  .addCommand(testCommand(run))
  .addCommand(slowTestCommand(run))
  .addCommand(benchPipelineCommand(run))
  .addCommand(benchClaimCommand(run))
  .addCommand(benchSlaCommand(run))
  .addCommand(benchOperateCommand(run))
  .addCommand(
    new Command('new-key')
      .description('Makes an API key for the ADMIN_KEY of intake, and prints it.')
      .action(() => print(newApiKey().key)),
  )
  .addCommand(new Command('fetch-mongod').argument('<dir>').action(downloadMongod), { hidden: true });

try {
  await program.parseAsync();
} catch (error) {
  progress.clear();
  if (error instanceof InterruptedError) {
    process.exitCode = exitCodeOf(error.signal);
  } else {
    process.stderr.write(
      `tierline: ${error instanceof LaunchError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.exitCode = 1;
  }
}
// Whatever still keeps the process alive now has no work left to do; children end with it.
setTimeout(() => process.exit(), STUCK_MILLIS).unref();
