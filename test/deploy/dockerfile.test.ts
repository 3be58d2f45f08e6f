import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';

import { z } from 'zod';

import { read, root, schemas, serviceNames, stages } from './deployment.ts';
import { passes } from './healthcheck.ts';

const manifestSchema = z.object({
  name: z.string(),
  engines: z.object({ node: z.string() }).optional(),
  packageManager: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const manifest = (path: string) => manifestSchema.parse(JSON.parse(read(path)));

const all = stages.flat();
const final = stages.at(-1) ?? [];
const argsOf = (name: string, from = final) =>
  from.filter((one) => one.name === name).map(({ args }) => args);
const exec = (args: string | undefined) => z.array(z.string()).parse(JSON.parse(args ?? 'null'));

/** The environment that the image sets. */
const environment = Object.fromEntries(
  argsOf('ENV')
    .flatMap((args) => args.split(/ +/))
    .map((pair) => pair.split('=')),
);

describe('Dockerfile', () => {
  it('runs the Node major that package.json asks for, at one version', () => {
    const [, version, name] =
      /^node:(\d+\.\d+\.\d+)-\w+-slim AS (\w+)$/.exec(argsOf('FROM', all)[0] ?? '') ?? [];
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(manifest('package.json').engines?.node ?? '') ?? [];
    const [isMajor, isMinor] = version?.split('.') ?? [];
    assert.equal(isMajor, major);
    assert.ok(Number(isMinor) >= Number(minor));
    assert.deepEqual(argsOf('FROM'), [name]);
  });

  it('installs with the pnpm that package.json pins, from the lockfile as it is', () => {
    const commands = argsOf('RUN', all);
    const pinned = manifest('package.json').packageManager;
    assert.ok(
      commands.some((command) => command.startsWith('npm install') && command.endsWith(` ${pinned}`)),
    );
    assert.ok(commands.some((command) => command.includes('pnpm install --frozen-lockfile')));
  });

  it('has every package that a service is made from in its build context, and no data', () => {
    const [everything, ...lines] = read('.dockerignore')
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    assert.equal(everything, '*');
    assert.ok(argsOf('COPY', all).includes('. .'));

    assert.deepEqual(allowed.toSorted(), [
      'package.json',
      'packages',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      'services',
      'simulator',
      'tsconfig.base.json',
    ]);

    // The command line simulates; it is no part of an image, but of the workspace that is installed.
    const manifests = ['packages', 'services', 'simulator']
      .flatMap((top) => readdirSync(new URL(top, root)).map((name) => `${top}/${name}/package.json`))
      .filter((path) => existsSync(new URL(path, root)))
      .map(manifest);
    const present = new Set(manifests.map(({ name }) => name));
    for (const { name, dependencies, devDependencies } of manifests) {
      for (const [needed, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.ok(!version.startsWith('workspace:') || present.has(needed), `${name} needs ${needed}`);
      }
    }
  });

  it('leaves the build behind: the last stage has production dependencies and runs no command', () => {
    assert.deepEqual(argsOf('RUN'), []);
    assert.deepEqual(argsOf('COPY'), ['--from=bundle /bundle ./']);
    assert.ok(
      argsOf('RUN', all).some(
        (command) => command.includes(' deploy --prod ') && command.endsWith(' /bundle'),
      ),
    );
    assert.equal(environment['NODE_ENV'], 'production');
  });

  it('runs as a user that is not root, by number', () => {
    assert.match(argsOf('USER').at(-1) ?? '', /^[1-9]\d*:[1-9]\d*$/);
  });

  it("starts a service's main module without a shell, so that it gets SIGTERM itself", () => {
    assert.deepEqual(exec(argsOf('CMD')[0]), ['node', 'dist/main.js']);
    assert.deepEqual(argsOf('STOPSIGNAL'), ['SIGTERM']);
    assert.deepEqual(argsOf('ENTRYPOINT'), []);
    for (const name of serviceNames)
      assert.ok(existsSync(new URL(`services/${name}/src/main.ts`, root)), name);
  });

  it('sets no variable that no service knows, and listens where other containers call', () => {
    const known = new Set([...schemas.values()].flatMap((schema) => Object.keys(schema.shape)));
    assert.deepEqual(
      Object.keys(environment).filter((name) => !known.has(name)),
      ['NODE_ENV'],
    );
    assert.equal(environment['HOST'], '0.0.0.0');
    assert.deepEqual(argsOf('EXPOSE'), [`${environment['PORT']} ${environment['ADMIN_PORT']}`]);
  });

  it('reports a service healthy while it is alive, ready or not', async () => {
    const command = exec(/CMD (\[.*])$/.exec(argsOf('HEALTHCHECK')[0] ?? '')?.[1]);
    assert.equal(await passes(command, 'ready'), true);
    assert.equal(await passes(command, 'not-ready'), true);
    assert.equal(await passes(command, 'nobody'), false);
  });

  it('says what the image is, by the labels of the Open Container Initiative', () => {
    const labels = argsOf('LABEL').join(' ');
    for (const name of ['title', 'description', 'licenses', 'version', 'revision']) {
      assert.ok(labels.includes(`org.opencontainers.image.${name}=`), name);
    }
  });
});
