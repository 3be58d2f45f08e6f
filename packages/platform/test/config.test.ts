import assert from 'node:assert/strict';

import { clockFromConfig, ConfigError, loadConfig, serviceConfig } from '@tierline/platform';
import { z } from 'zod';

const schema = serviceConfig({
  PORT: z.coerce.number().int().describe('Port of the public API.'),
});
const needed = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
  REDIS_URL: 'redis://127.0.0.1:6379',
  POLICY_FILE: 'tierline.yaml',
  PORT: '8080',
};

function problemsOf(env: Readonly<Record<string, string>>): ConfigError {
  try {
    loadConfig(schema, env, { service: 'intake' });
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  throw new assert.AssertionError({ message: 'the environment was accepted' });
}

const clockOf = (clock: Readonly<Record<string, string>>) =>
  clockFromConfig(loadConfig(schema, { ...needed, ...clock }, { service: 'intake' }));

describe('config', () => {
  it('fills in defaults, freezes, and leaves out what the schema does not name', () => {
    const config = loadConfig(schema, { ...needed, HOST: '', PATH: '/bin' }, { service: 'intake' });
    assert.deepEqual(config, {
      ...needed,
      PORT: 8080,
      HOST: '127.0.0.1',
      ADMIN_PORT: 0,
      LOG_LEVEL: 'info',
      QUEUE_PREFIX: 'tierline',
      SWEEP_SECONDS: 5,
      CLOCK_SPEED: 1,
    });
    assert.ok(Object.isFrozen(config));
  });

  it('names every problem at once, with its remedy and without a value', () => {
    const error = problemsOf({
      MONGODB_URI: 'postgres://user:hunter2@db',
      REDIS_URL: '  ',
      PORT: 'hunter2',
      ADMIN_PORT: '70000',
      LOG_LEVEL: 'hunter2',
      QUEUE_PREFIX: 'a:b',
      SWEEP_SECONDS: '0',
      CLOCK_ORIGIN: 'hunter2',
      CLOCK_SPEED: '60',
    });
    const names = error.problems.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [
      'ADMIN_PORT',
      'CLOCK_EPOCH',
      'CLOCK_ORIGIN',
      'LOG_LEVEL',
      'MONGODB_URI',
      'POLICY_FILE',
      'PORT',
      'QUEUE_PREFIX',
      'REDIS_URL',
      'SWEEP_SECONDS',
    ]);
    for (const { name, message } of error.problems) {
      assert.ok(error.message.includes(`${name}: ${message}`), name);
    }
    assert.equal(error.code, 'config-invalid');
    assert.match(error.message, /^intake cannot start, its environment has 10 problems:\n/);
    assert.match(error.message, /PORT: .*\n {4}Port of the public API\./);
    assert.match(error.message, /POLICY_FILE: is missing\n/);
    assert.doesNotMatch(error.message, /hunter2|70000|a:b/);
  });

  const epoch = '2026-03-02T08:00:00Z';
  const origin = '2026-11-22T10:00:00.250+01:00';
  const incomplete: [Record<string, string>, string[]][] = [
    [{ CLOCK_SPEED: '480' }, ['CLOCK_EPOCH', 'CLOCK_ORIGIN']],
    [{ CLOCK_SPEED: '480', CLOCK_EPOCH: epoch }, ['CLOCK_ORIGIN']],
    [{ CLOCK_ORIGIN: origin }, ['CLOCK_EPOCH']],
    [{ CLOCK_SPEED: '-1', CLOCK_EPOCH: epoch }, ['CLOCK_ORIGIN', 'CLOCK_SPEED']],
    [{ CLOCK_SPEED: 'fast' }, ['CLOCK_SPEED']],
  ];
  for (const [clock, wrong] of incomplete) {
    it(`refuses ${JSON.stringify(clock)} for ${wrong.join(' and ')}`, () => {
      const names = problemsOf({ ...needed, ...clock }).problems.map(({ name }) => name);
      assert.deepEqual(names.toSorted(), wrong);
    });
  }

  it('makes the clock that it asks for', () => {
    assert.equal(clockOf({}).speed, 1);
    const start = Date.now() - 1_000;
    const clock = clockOf({
      CLOCK_SPEED: '480',
      CLOCK_EPOCH: epoch,
      CLOCK_ORIGIN: new Date(start).toISOString(),
    });
    assert.equal(clock.speed, 480);
    const since = clock.now() - Date.parse(epoch);
    assert.ok(since >= 480_000 && since < 960_000, `${since}`);
  });
});
