import { join } from 'node:path';

import { Command } from 'commander';

import { repositoryRoot } from './repository.ts';

const MOCHA = join(repositoryRoot, 'node_modules/mocha/bin/mocha.js');

/** `test`: the whole suite, or what Mocha's own arguments select. `run` gets the arguments for node. */
export function testCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return passingOn('test [mochaArguments...]')
    .description('Runs the tests on a MongoDB and a Redis of their own, which are thrown away afterwards.')
    .action(async (args: readonly string[]) => run([MOCHA, ...args]));
}

/** `test:slow`: the tests that take minutes; CI runs them as well. */
export function slowTestCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return passingOn('test:slow [mochaArguments...]')
    .description('Runs the tests that take minutes, on a MongoDB and a Redis of their own.')
    .action(async (args: readonly string[]) =>
      run([MOCHA, '--config', join(repositoryRoot, '.mocharc.slow.json'), ...args]),
    );
}

/** `bench:pipeline`: tickets per second from HTTP to routed and timed, on servers of its own. */
export function benchPipelineCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return benchCommand(
    'pipeline',
    'Measures the pipeline beside its floors, on a MongoDB and a Redis of its own.',
    run,
  );
}

/** `bench:claim`: how long the next ticket takes with few and with many open tickets, on servers of its own. */
export function benchClaimCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return benchCommand('claim', 'Measures claims beside a floor, on a MongoDB and a Redis of its own.', run);
}

/** `bench:sla`: how late timers are with a million open tickets, on servers of its own. */
export function benchSlaCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return benchCommand(
    'sla',
    'Measures timers beside their floors, on a MongoDB and a Redis of its own.',
    run,
  );
}

/** `bench:operate`: what watching costs, what each service carries, and overload, on servers of its own. */
export function benchOperateCommand(run: (nodeArguments: readonly string[]) => Promise<void>): Command {
  return benchCommand(
    'operate',
    'Measures what watching costs, what each service carries and what overload does, on a MongoDB and a Redis of its own.',
    run,
  );
}

function benchCommand(
  name: string,
  description: string,
  run: (nodeArguments: readonly string[]) => Promise<void>,
): Command {
  return passingOn(`bench:${name} [arguments...]`)
    .description(description)
    .action(async (args: readonly string[]) => {
      const script = join(repositoryRoot, `test/bench/${name}.ts`);
      return run(['--import', 'tsx', '--conditions', 'source', script, ...args]);
    });
}

/** Every argument, options included, belongs to the program that is run. */
function passingOn(nameAndArguments: string): Command {
  return new Command(nameAndArguments.split(' ')[0])
    .arguments(nameAndArguments.split(' ').slice(1).join(' '))
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions();
}
