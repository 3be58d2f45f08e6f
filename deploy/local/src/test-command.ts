import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { repositoryRoot } from './repository.ts';

/** What mocha starts with the node options of its configuration. Started here, it is told itself when it is to end. */
const MOCHA = join(repositoryRoot, 'node_modules/mocha/lib/cli/cli.js');

/** Runs node with each of these arguments, one after the other. */
type Run = (...nodeArguments: readonly (readonly string[])[]) => Promise<void>;

/**
 * `test`: the whole suite, or what Mocha's own arguments select: two files at a time, and then, one by one, those that
 * another one beside them would disturb.
 */
export function testCommand(run: Run): Command {
  return passingOn('test [mochaArguments...]')
    .description('Runs the tests on a MongoDB and a Redis of their own, which are thrown away afterwards.')
    .action(async (args: readonly string[]) =>
      run([...mochaBy('.mocharc.json'), ...args], [...mochaBy('.mocharc.apart.json'), ...args]),
    );
}

/** `test:slow`: the tests that take minutes; CI runs them as well. */
export function slowTestCommand(run: Run): Command {
  return passingOn('test:slow [mochaArguments...]')
    .description('Runs the tests that take minutes, on a MongoDB and a Redis of their own.')
    .action(async (args: readonly string[]) => run([...mochaBy('.mocharc.slow.json'), ...args]));
}

/** The arguments for node to run Mocha by a configuration. It runs only under its real path. */
function mochaBy(config: string): readonly string[] {
  const file = join(repositoryRoot, config);
  const { 'node-option': options } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly 'node-option': readonly string[];
  };
  return [...options.map((option) => `--${option}`), realpathSync(MOCHA), '--config', file];
}

/** `bench:pipeline`: tickets per second from HTTP to routed and timed, on servers of its own. */
export function benchPipelineCommand(run: Run): Command {
  return benchCommand(
    'pipeline',
    'Measures the pipeline beside its floors, on a MongoDB and a Redis of its own.',
    run,
  );
}

/** `bench:claim`: how long the next ticket takes with few and with many open tickets, on servers of its own. */
export function benchClaimCommand(run: Run): Command {
  return benchCommand('claim', 'Measures claims beside a floor, on a MongoDB and a Redis of its own.', run);
}

/** `bench:sla`: how late timers are with a million open tickets, on servers of its own. */
export function benchSlaCommand(run: Run): Command {
  return benchCommand(
    'sla',
    'Measures timers beside their floors, on a MongoDB and a Redis of its own.',
    run,
  );
}

/** `bench:operate`: what watching costs, what each service carries, and overload, on servers of its own. */
export function benchOperateCommand(run: Run): Command {
  return benchCommand(
    'operate',
    'Measures what watching costs, what each service carries and what overload does, on a MongoDB and a Redis of its own.',
    run,
  );
}

function benchCommand(name: string, description: string, run: Run): Command {
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
