/**
 * What `npm start`, `npm test` and the other scripts of package.json run that have to work in a bare clone: from there to
 * the compiled launcher.
 *
 *   node deploy/local/bootstrap.mjs <one of COMMANDS> [arguments]
 *
 * Plain JavaScript without dependencies, because nothing is installed yet when it starts.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fail, runInForeground, step } from './bootstrap-step.mjs';

const PNPM_VERSION = '12.21.0';
const OLDEST_NODE = [20, 19];
const COMMANDS = [
  'start',
  'test',
  'test:slow',
  'bench:pipeline',
  'bench:claim',
  'bench:sla',
  'bench:operate',
  'new-key',
];

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const pnpmHome = join(root, '.cache/pnpm');
const pnpm = join(pnpmHome, 'node_modules/.bin/pnpm');

const [command = '', ...rest] = process.argv.slice(2);
if (!COMMANDS.includes(command)) {
  fail(`unknown command "${command}".`, `Say one of: ${COMMANDS.join(', ')}.`);
}
// Mocha and the benchmarks have their own --help; the one of `start` needs nothing to be installed.
if (command === 'start' && rest.some((argument) => argument === '--help' || argument === '-h')) {
  process.stdout.write(readFileSync(join(here, 'help/start.txt'), 'utf8'));
  process.exit(0);
}

checkNode();
await bringPnpm();
await installDependencies();
await build();
process.exitCode = await runInForeground(
  process.execPath,
  [join(here, 'dist/main.js'), command, ...rest],
  root,
);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    fail(
      `this is Node ${process.versions.node}; Tierline needs Node ${OLDEST_NODE.join('.')} or later.`,
      'Install a newer Node (an unpacked archive on the PATH is enough) and run the same command again.',
    );
  }
}

/** The stamp is written last: an interrupted installation has none and is done again. */
async function bringPnpm() {
  const stamp = join(pnpmHome, 'installed');
  if (readStamp(stamp) === PNPM_VERSION && existsSync(pnpm)) return;
  await step({
    label: `fetching pnpm ${PNPM_VERSION} with npm (about 35 MB)`,
    ...npm([
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--prefix',
      pnpmHome,
      `pnpm@${PNPM_VERSION}`,
    ]),
    cwd: root,
    advice:
      `npm could not fetch the package pnpm@${PNPM_VERSION}. Check the network, or name a registry or proxy that this machine\n` +
      'reaches in npm_config_registry or HTTPS_PROXY, and run the same command again.',
  });
  writeFileSync(stamp, PNPM_VERSION);
}

async function installDependencies() {
  const stamp = join(root, 'node_modules/.tierline-lockfile');
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (readStamp(stamp) === lockfile) return;
  await step({
    label: 'installing the dependencies of pnpm-lock.yaml',
    file: pnpm,
    args: ['install', '--frozen-lockfile'],
    cwd: root,
    // CI: pnpm may replace node_modules without asking, as nobody can answer. pm_on_fail: this is the pinned pnpm,
    // it need not ask the registry about itself.
    env: { CI: 'true', pnpm_config_pm_on_fail: 'ignore' },
    advice:
      'pnpm could not install what pnpm-lock.yaml names. Without network: name a registry or proxy that this machine\n' +
      'reaches in npm_config_registry or HTTPS_PROXY. If the lockfile is out of date, run\n' +
      `  ${pnpm} install`,
  });
  writeFileSync(stamp, lockfile);
}

async function build() {
  await step({
    label: 'building (tsc -b)',
    file: join(root, 'node_modules/.bin/tsc'),
    args: ['-b'],
    cwd: root,
    advice: 'The sources do not compile; the compiler said why above.',
  });
}

/** The npm that started this process, if one did; else the one on the PATH or beside node. */
function npm(args) {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script))
    return { file: process.execPath, args: [script, ...args] };
  return {
    file: 'npm',
    args,
    env: { PATH: `${process.env['PATH'] ?? ''}${delimiter}${dirname(process.execPath)}` },
  };
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
