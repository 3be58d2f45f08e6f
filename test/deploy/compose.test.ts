import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { readPolicyFile } from '@tierline/contracts';
import { loadConfig } from '@tierline/platform';

import {
  compose,
  composeVariables,
  container,
  read,
  root,
  schemas,
  serviceNames,
  type Container,
} from './deployment.ts';
import { passes } from './healthcheck.ts';

const containers = Object.entries(compose.services);
/** Those whose image is not built here. */
const foreign = containers.filter(([, { build }]) => build === undefined);

/** A command's `--name value` or `--name=value`. */
function option({ command }: Container, name: string): string | undefined {
  const at = command.indexOf(name);
  return at === -1
    ? command.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
    : command[at + 1];
}

describe('compose.yaml', () => {
  it('runs every service of the repository, each from its own image', () => {
    assert.deepEqual([...schemas.keys()].toSorted(), serviceNames);
    for (const name of serviceNames) {
      assert.equal(container(name).build?.args['SERVICE'], name);
      assert.equal(container(name).build?.dockerfile, 'deploy/docker/Dockerfile');
      assert.match(container(name).image, new RegExp(`^tierline/${name}:`));
    }
  });

  for (const [name, schema] of schemas) {
    it(`tells ${name} all that it needs, and nothing that it does not know`, () => {
      const { environment } = container(name);
      assert.deepEqual(
        Object.keys(environment).filter((key) => !(key in schema.shape)),
        [],
      );
      const config = loadConfig(schema, environment, { service: name });
      assert.equal(config['HOST'], '0.0.0.0');
    });
  }

  it('reports a service healthy when it is ready, and only then', async () => {
    const checks = serviceNames.map((name) => container(name).healthcheck?.test ?? []);
    const [first = []] = checks;
    for (const check of checks) assert.deepEqual(check, first);
    const [kind, ...command] = first;
    assert.equal(kind, 'CMD');
    assert.equal(await passes(command, 'ready'), true);
    assert.equal(await passes(command, 'not-ready'), false);
    assert.equal(await passes(command, 'nobody'), false);
  });

  it('gives a service longer to stop than the 10 s it takes at most', () => {
    for (const name of serviceNames) {
      assert.ok(Number(/^(\d+)s$/.exec(container(name).stop_grace_period ?? '')?.[1]) > 10, name);
    }
  });

  it('mounts one policy file to all services, read-only; the usual one needs no secret', () => {
    const policies = serviceNames.map((name) => container(name).volumes);
    const [[policy] = []] = policies;
    for (const one of policies) assert.deepEqual(one, [policy]);
    assert.ok(typeof policy === 'object');
    assert.equal(policy.read_only, true);
    for (const name of serviceNames) assert.equal(container(name).environment['POLICY_FILE'], policy.target);
    const { webhooks } = readPolicyFile(
      fileURLToPath(new URL(policy.source, new URL('deploy/compose/', root))),
    );
    assert.deepEqual(webhooks, []);
  });

  it('sends every service to the databases that it runs', () => {
    const initialise = container('mongodb-init').command.join('\n');
    const replicaSet = option(container('mongodb'), '--replSet');
    for (const name of serviceNames) {
      const { MONGODB_URI = '', REDIS_URL = '' } = container(name).environment;
      const [mongo, redis] = [new URL(MONGODB_URI), new URL(REDIS_URL)];
      assert.equal(mongo.host, 'mongodb:27017');
      assert.equal(mongo.searchParams.get('replicaSet'), replicaSet);
      assert.equal(redis.host, 'redis:6379');
    }
    assert.match(
      initialise,
      new RegExp(`_id: '${replicaSet}', members: \\[\\{ _id: 0, host: 'mongodb:27017' }]`),
    );
  });

  it('starts a service when the database is at its version, and migrates one that takes writes', () => {
    for (const name of serviceNames) {
      assert.equal(container(name).depends_on['migrate']?.condition, 'service_completed_successfully');
    }
    const migrate = container('migrate');
    assert.deepEqual([migrate.restart, migrate.command], ['no', ['node', 'dist/migrate.js']]);
    // It needs no other variable, and is built no other way.
    assert.deepEqual(migrate.environment, { MONGODB_URI: container('intake').environment['MONGODB_URI'] });
    assert.deepEqual([migrate.image, migrate.build], [container('intake').image, container('intake').build]);
    assert.equal(migrate.depends_on['mongodb-init']?.condition, 'service_completed_successfully');
    assert.equal(container('mongodb-init').depends_on['mongodb']?.condition, 'service_healthy');
    assert.equal(container('mongodb-init').restart, 'no');
  });

  it('starts intake without redis, and the workers with it', () => {
    const waiting = serviceNames.filter((name) => container(name).depends_on['redis'] !== undefined);
    assert.deepEqual(
      waiting,
      serviceNames.filter((name) => name !== 'intake'),
    );
  });

  it('waits only for what has a health check or an end', () => {
    for (const [name, { depends_on: needs }] of containers) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const { healthcheck, restart } = container(needed);
        const checked = healthcheck !== undefined && !healthcheck.disable;
        const possible = condition === 'service_healthy' ? checked : restart === 'no';
        assert.ok(possible, `${name} waits in vain for ${needed}`);
      }
    }
  });

  it('checks the health of everything that stays up', () => {
    for (const [name, { healthcheck, restart }] of containers) {
      const checked = healthcheck !== undefined && !healthcheck.disable;
      assert.equal(checked, restart === 'unless-stopped', name);
    }
  });

  it('publishes the API, Prometheus and Grafana, on the loopback address only', () => {
    const published = containers.flatMap(([name, { ports }]) => ports.map((port) => ({ name, ...port })));
    assert.deepEqual(
      published.map(({ name, host_ip: address, target }) => [name, address, target]),
      [
        ['intake', '127.0.0.1', Number(container('intake').environment['PORT'])],
        ['prometheus', '127.0.0.1', 9090],
        ['grafana', '127.0.0.1', 3000],
      ],
    );
  });

  it('keeps the databases, which have no password, where only the services reach them', () => {
    for (const name of ['mongodb', 'redis']) {
      assert.deepEqual(container(name).networks, ['data']);
    }
    assert.equal(compose.networks['data']?.internal, true);
    const beside = containers
      .filter(([name, { networks }]) => networks.includes('data') && !serviceNames.includes(name))
      .map(([name]) => name);
    assert.deepEqual(beside.toSorted(), ['migrate', 'mongodb', 'mongodb-init', 'redis']);
  });

  it('gives no container more than it needs', () => {
    for (const [name, one] of containers) {
      const {
        init,
        privileged,
        read_only: readOnly,
        cap_drop: dropped,
        cap_add: added,
        security_opt: options,
      } = one;
      assert.deepEqual(
        { init, privileged, readOnly, dropped, added, options },
        {
          init: true,
          privileged: false,
          readOnly: true,
          dropped: ['ALL'],
          added: [],
          options: ['no-new-privileges:true'],
        },
        name,
      );
    }
  });

  it('runs nothing as root', () => {
    for (const [name, { user }] of foreign) assert.match(user ?? '0', /^[1-9]\d*:[1-9]\d*$/, name);
    // Ours are not root by their Dockerfile, and nothing here says otherwise.
    for (const [name, { build, user }] of containers)
      assert.ok(build === undefined || user === undefined, name);
  });

  it('pins the images that it does not build to one version', () => {
    for (const [name, { image }] of foreign) assert.match(image, /^[a-z/]+:v?\d+\.\d+\.\d+(-[a-z]+)?$/, name);
    assert.equal(container('mongodb').image, container('mongodb-init').image);
  });

  it('keeps what redis was given on disk, and refuses what does not fit', () => {
    const redis = container('redis');
    assert.equal(option(redis, '--appendonly'), 'yes');
    assert.equal(option(redis, '--appendfsync'), 'everysec');
    assert.equal(option(redis, '--maxmemory-policy'), 'noeviction');
    assert.ok(option(redis, '--maxmemory'));
  });

  it('keeps all data in named volumes', () => {
    const data = foreign.flatMap(([, { volumes }]) => volumes.filter((volume) => typeof volume === 'string'));
    assert.deepEqual(data, ['mongodb:/data/db', 'redis:/data', 'prometheus:/prometheus']);
    assert.deepEqual(
      Object.keys(compose.volumes),
      data.map((volume) => volume.split(':')[0]),
    );
    assert.equal(option(container('prometheus'), '--storage.tsdb.path'), '/prometheus');
  });

  it('holds no secret; the key of an admin and those of webhooks come from files that git ignores', () => {
    for (const [name, { environment }] of containers) {
      for (const [key, value] of Object.entries(environment)) {
        assert.doesNotMatch(`${key}=${value}`, /secret|password|token|whsec|:\/\/[^/]*@/i, name);
      }
    }
    const files = containers.flatMap(([name, { env_file: list }]) => list.map((file) => ({ name, ...file })));
    assert.deepEqual(files, [
      { name: 'intake', path: 'intake.env', required: false },
      { name: 'notifier', path: 'notifier.env', required: false },
    ]);
    assert.equal(read('deploy/compose/.gitignore'), 'intake.env\nnotifier.env\n');
  });

  it('says in its README what every variable does', () => {
    const readme = read('deploy/compose/README.md');
    for (const name of composeVariables) assert.match(readme, new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
  });
});
