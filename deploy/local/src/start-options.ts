import { statSync } from 'node:fs';
import { dirname } from 'node:path';

import { Command, InvalidArgumentError, Option } from 'commander';

import { LaunchError } from './errors.ts';

/** What `npm start` is asked to do. */
export interface StartOptions {
  readonly preset: string;
  /** Of the API; absent: the usual one, or another if that is taken. */
  readonly port: number | undefined;
  readonly run: ReplayRun | { readonly kind: 'stay-up' };
}

/** Replay days of tickets, then stay up or exit. */
export interface ReplayRun {
  readonly kind: 'replay';
  readonly seed: number;
  readonly days: number;
  /** Absent: as many as the preset expects. */
  readonly tickets: number | undefined;
  /** Absent: the preset's. */
  readonly speed: number | undefined;
  readonly exit: boolean;
  /** Where to write the figures. */
  readonly json: string | undefined;
}

export const USUAL_API_PORT = 8080;
const PRESETS = ['saas'];
const HELP_WIDTH = 100;

/** Options that mean nothing without a replay. */
const REPLAY_ONLY = ['exit', 'json', 'speed', 'seed', 'tickets', 'days'];

interface RawOptions {
  readonly preset: string;
  readonly port?: number;
  readonly replay: boolean;
  readonly exit?: true;
  readonly json?: string;
  readonly speed?: number;
  readonly seed: number;
  readonly tickets?: number;
  readonly days: number;
}

/** The `start` command; `run` gets options that were checked. Thrown LaunchErrors have the code `bad-option`. */
export function startCommand(run: (options: StartOptions) => Promise<void>): Command {
  const command = new Command('start')
    .description(
      'Starts MongoDB, Redis and every service of Tierline on this machine, replays a synthetic support day ' +
        'through the HTTP API in compressed time, prints what each tier did, and stays up until Ctrl-C. ' +
        'The first start fetches what is missing; data are kept in .data/ from one start to the next.',
    )
    .option('--exit', 'stop after the table; exit code 0 only if every ticket sent is accounted for')
    .option('--json <file>', 'write the figures of the table to this file as JSON')
    .option(
      '--speed <n>',
      'seconds of replayed time per real second, 1 to 5000 (default: of the preset)',
      numberIn(1, 5000),
    )
    .option(
      '--seed <n>',
      'the same seed gives the same tickets, 0 to 4294967295',
      integerIn(0, 2 ** 32 - 1),
      1,
    )
    .option(
      '--tickets <n>',
      'how many tickets in all, 1 to 1000000 (default: of the preset)',
      integerIn(1, 1_000_000),
    )
    .option('--days <n>', 'how many days, 1 to 366', integerIn(1, 366), 1)
    .option('--no-replay', 'replay nothing: real time, an empty desk, for requests of your own')
    .option(
      '--port <n>',
      `port of the API (default: ${USUAL_API_PORT}, or a free one if it is taken)`,
      integerIn(1, 65_535),
    )
    .addOption(
      new Option('--preset <name>', 'the organisation: its people, load and policy')
        .choices(PRESETS)
        .default('saas'),
    )
    .addHelpText(
      'after',
      `
Environment:
  MONGODB_URI, REDIS_URL  servers to use; none is started for the one that is named
  TIERLINE_MONGOD, TIERLINE_REDIS_SERVER
                          programs to start instead of those found or fetched
  TIERLINE_DATA_DIR       where the data are kept, instead of .data/
  the secrets that the policy file names
                          for webhooks and engineering's trackers, passed on to the services`,
    )
    .configureHelp({ helpWidth: HELP_WIDTH, commandUsage: () => 'npm start -- [options]' });
  return command.action(async (raw: RawOptions) => run(checked(command, raw)));
}

function checked(command: Command, raw: RawOptions): StartOptions {
  const common = { preset: raw.preset, port: raw.port };
  if (!raw.replay) {
    const pointless = REPLAY_ONLY.filter((name) => command.getOptionValueSource(name) === 'cli');
    if (pointless.length > 0) {
      throw new LaunchError(
        'bad-option',
        `${pointless.map((name) => `--${name}`).join(', ')}: has no meaning with --no-replay.`,
      );
    }
    return { ...common, run: { kind: 'stay-up' } };
  }
  if (raw.json !== undefined) checkWritable(raw.json);
  const { seed, days, tickets, speed, json } = raw;
  return { ...common, run: { kind: 'replay', seed, days, tickets, speed, json, exit: raw.exit === true } };
}

/** Before anything starts: to learn it after the replay would waste it. */
function checkWritable(file: string): void {
  const parent = dirname(file);
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new LaunchError(
      'bad-option',
      `--json ${file}: the directory ${parent} does not exist. Make it first.`,
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new LaunchError('bad-option', `--json ${file}: is a directory. Name a file in it.`);
  }
}

function numberIn(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a number from ${least} to ${most}.`);
  };
}

function integerIn(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
  };
}
