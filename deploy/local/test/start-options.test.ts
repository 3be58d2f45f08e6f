import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CommanderError } from 'commander';

import { LaunchError } from '../src/errors.ts';
import { startCommand, type StartOptions } from '../src/start-options.ts';
import { scratchDir } from './scratch.ts';

const parse = async (...args: readonly string[]): Promise<StartOptions> => {
  const seen: StartOptions[] = [];
  const command = startCommand(async (options) => {
    seen.push(options);
  });
  await command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: 'user' });
  const [options] = seen;
  assert.ok(options);
  return options;
};
const refuses = async (pattern: RegExp, ...args: readonly string[]) =>
  assert.rejects(parse(...args), (error) => {
    assert.ok(error instanceof CommanderError || error instanceof LaunchError);
    assert.match(error.message, pattern);
    return true;
  });

describe('the options of npm start', () => {
  const scratch = scratchDir();

  it('are a replay of one day with seed 1 when none is given', async () => {
    assert.deepEqual(await parse(), {
      preset: 'saas',
      port: undefined,
      run: {
        kind: 'replay',
        seed: 1,
        days: 1,
        tickets: undefined,
        speed: undefined,
        exit: false,
        json: undefined,
      },
    });
  });

  it('say all that a replay can be told', async () => {
    const json = join(scratch.path(), 'figures.json');
    const options = await parse(
      '--exit',
      '--json',
      json,
      '--speed',
      '720.5',
      '--seed',
      '0',
      '--tickets',
      '40',
      '--days',
      '2',
      '--port',
      '9000',
    );
    assert.deepEqual(options, {
      preset: 'saas',
      port: 9000,
      run: { kind: 'replay', seed: 0, days: 2, tickets: 40, speed: 720.5, exit: true, json },
    });
  });

  it('refuse numbers out of range, naming the option', async () => {
    for (const bad of ['0', '-1', '1e3', 'NaN', '', '0x10', 'fast', '5001'])
      await refuses(/--speed/, '--speed', bad);
    for (const bad of ['1.5', '-1', '4294967296']) await refuses(/--seed/, '--seed', bad);
    for (const bad of ['0', '1.5', '1000001']) await refuses(/--tickets/, '--tickets', bad);
    for (const bad of ['0', '367']) await refuses(/--days/, '--days', bad);
    for (const bad of ['0', '65536']) await refuses(/--port/, '--port', bad);
    await refuses(/--preset/, '--preset', 'unheard-of');
  });

  it('refuse what is unknown, naming it', async () => {
    await refuses(/--spede/, '--spede', '3');
    await refuses(/too many arguments/, 'now');
  });

  it('refuse options of a replay beside --no-replay, naming them', async () => {
    assert.deepEqual((await parse('--no-replay')).run, { kind: 'stay-up' });
    await refuses(/--exit, --seed: has no meaning/, '--no-replay', '--exit', '--seed', '1');
  });

  it('refuse a --json file in a directory that does not exist, before anything starts', async () => {
    await refuses(/directory .*absent does not exist/, '--json', join(scratch.path(), 'absent/figures.json'));
    await refuses(/is a directory/, '--json', scratch.path());
  });

  it('are described by the text that --help prints without an installation', async () => {
    const text = await readFile(join(import.meta.dirname, '../help/start.txt'), 'utf8');
    const command = startCommand(async () => undefined);
    let help = '';
    command.configureOutput({ writeOut: (part) => (help += part) }).outputHelp();
    assert.equal(
      text,
      help,
      'help/start.txt is out of date: node deploy/local/dist/main.js start --help > deploy/local/help/start.txt',
    );
  });
});
