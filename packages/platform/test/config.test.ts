import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

  it('names variables that are misspelt ones of ours, and says which was meant', () => {
    const error = problemsOf({
      POLICY_FILE: needed.POLICY_FILE,
      PORT: needed.PORT,
      MONGO_URI: 'mongodb://hunter2',
      redis_url: 'redis://hunter2',
      LOGLEVEL: 'debug',
      SWEEP_SECOND: '9',
      QUEUE_PERFIX: 'hunter2',
    });
    assert.deepEqual(
      error.problems.map(({ name, message }) => `${name} ${message}`),
      [
        'MONGODB_URI is missing',
        'REDIS_URL is missing',
        'MONGO_URI is read by nobody; did you mean MONGODB_URI?',
        'redis_url is read by nobody; did you mean REDIS_URL?',
        'LOGLEVEL is read by nobody; did you mean LOG_LEVEL?',
        'SWEEP_SECOND is read by nobody; did you mean SWEEP_SECONDS?',
        'QUEUE_PERFIX is read by nobody; did you mean QUEUE_PREFIX?',
      ],
    );
    assert.doesNotMatch(error.message, /hunter2/);
  });

  it('leaves the variables of everybody else alone', () => {
    const link = (service: string, port: number) => ({
      [`${service}_PORT`]: `tcp://10.0.0.7:${port}`,
      [`${service}_PORT_${port}_TCP`]: `tcp://10.0.0.7:${port}`,
      [`${service}_PORT_${port}_TCP_ADDR`]: '10.0.0.7',
      [`${service}_PORT_${port}_TCP_PROTO`]: 'tcp',
      [`${service}_SERVICE_HOST`]: '10.0.0.7',
      [`${service}_SERVICE_PORT`]: `${port}`,
      [`${service}_SERVICE_PORT_HTTP`]: `${port}`,
    });
    const foreign = {
      ...Object.fromEntries(
        [
          ...[
            'HOME',
            'PATH',
            'PWD',
            'USER',
            'LOGNAME',
            'LANG',
            'LC_ALL',
            'TERM',
            'SHELL',
            'SHLVL',
            'TZ',
            'HOSTNAME',
            'HOSTTYPE',
          ],
          ...[
            'NODE_ENV',
            'NODE_OPTIONS',
            'NODE_VERSION',
            'NODE_EXTRA_CA_CERTS',
            'YARN_VERSION',
            'npm_config_loglevel',
            'CI',
          ],
          ...[
            'POD_NAME',
            'POD_IP',
            'POD_NAMESPACE',
            'NODE_NAME',
            'HTTPS_PROXY',
            'NO_PROXY',
            'OTEL_SERVICE_NAME',
            'DEBUG',
          ],
          ...[
            'REDIS_HOST',
            'REDIS_PASSWORD',
            'MONGODB_HOST',
            'MONGODB_DATABASE',
            'MONGO_INITDB_ROOT_USERNAME',
            'PORTS',
            'HOSTS',
          ],
          // Those of the other services, whose environment may be the same file.
          ...['ADMIN_KEY', 'HORIZON_SECONDS', 'HORIZON_SWEEP_SECONDS'],
        ].map((name) => [name, 'anything']),
      ),
      ...link('KUBERNETES', 443),
      ...link('INTAKE', 8080),
      ...link('REDIS', 6379),
      ...link('MONGODB', 27017),
      ...link('ADMIN_POST', 80),
      ...link('LOG_LEVE', 80),
      // Closest of all, and harmless beside the right one.
      REDIS_URI: 'redis://other',
    };
    const config = loadConfig(schema, { ...foreign, ...needed }, { service: 'intake' });
    assert.equal(config.REDIS_URL, needed.REDIS_URL);
  });

  it('reads a secret from the file that its variable with _FILE names, less the last line break', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tierline-secrets-'));
    try {
      const [file, empty] = [join(dir, 'redis-url'), join(dir, 'empty')];
      await writeFile(file, 'redis://:s3cret@redis:6379\r\n');
      await writeFile(empty, '\n');
      const { REDIS_URL: _, ...env } = needed;
      const config = loadConfig(schema, { ...env, REDIS_URL_FILE: file }, { service: 'intake' });
      assert.equal(config.REDIS_URL, 'redis://:s3cret@redis:6379');

      const { problems } = problemsOf({
        ...env,
        REDIS_URL_FILE: empty,
        MONGODB_URI_FILE: file,
        REDIS_URI_FILE: file,
      });
      assert.deepEqual(
        problems.map(({ name, message }) => `${name} ${message}`),
        [
          'MONGODB_URI_FILE is given, and MONGODB_URI as well; only one of them may be',
          'REDIS_URL_FILE names an empty file',
        ],
      );
      assert.match(
        problemsOf({ ...env, REDIS_URL_FILE: join(dir, 'none') }).message,
        /has 1 problem:\n {2}REDIS_URL_FILE: names a file that cannot be read \(ENOENT\)\n {4}The path of a file that holds REDIS_URL/,
      );
      // What is no secret is not read from files.
      assert.match(
        problemsOf({ ...env, REDIS_URL: 'redis://r', PORT: '', PORT_FILE: file }).message,
        /PORT: is missing/,
      );
    } finally {
      await rm(dir, { recursive: true });
    }
  });

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
