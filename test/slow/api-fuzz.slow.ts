import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { type RealSystem, realSystem } from '../real-system.ts';

const run = promisify(execFile);

/** The fuzzer of APIs by their OpenAPI documents, from PyPI; installed once. */
const REQUIREMENT = 'schemathesis==4.32.5';
const ENVIRONMENT = join(import.meta.dirname, '../../.cache', REQUIREMENT.replace('==', '-'));
const PROGRAM = join(ENVIRONMENT, 'bin/schemathesis');
const EXAMPLES_PER_OPERATION = 30;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'allow_header_conformance',
  'unsupported_method',
  'negative_data_rejection',
  'ignored_auth',
];
/** Refusals of what does not fit the document; too large a body is refused before anybody looks at what it says. */
const CONFIGURATION = `[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422]
`;
/** Any will do; the same one makes a failure come again. */
const SEED = 20261124;

/** Why there is no fuzzer, undefined when there is one. */
async function install(): Promise<string | undefined> {
  if (existsSync(PROGRAM)) return undefined;
  try {
    await run('python3', ['-m', 'venv', ENVIRONMENT]);
  } catch {
    return 'Python 3 with venv is missing: the API is not fuzzed';
  }
  await run(join(ENVIRONMENT, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', REQUIREMENT]);
  return undefined;
}

/** A report without the megabytes of a body that was made up. */
function readable(report: string): string {
  return report
    .split('\n')
    .map((line) => line.slice(0, 300))
    .join('\n');
}

describe('the API under requests made from its own OpenAPI document', () => {
  let real: RealSystem | undefined;

  before(async function start() {
    const missing = await install();
    if (missing !== undefined) {
      process.stdout.write(`    ${missing}\n`);
      this.skip();
    }
    real = await realSystem('fuzz');
  });
  after(() => real?.[Symbol.asyncDispose]());

  it('never fails, and answers nothing that the document does not promise', async () => {
    assert.ok(real);
    const { system, dir } = real;
    const configuration = join(dir, 'fuzz.toml');
    await writeFile(configuration, CONFIGURATION);
    const fuzz = run(
      PROGRAM,
      [
        ['--config-file', configuration, 'run', `${system.apiUrl}/openapi.json`],
        ['--checks', CHECKS.join(',')],
        ['--phases', 'examples,coverage,fuzzing'],
        ['--max-examples', String(EXAMPLES_PER_OPERATION), '--seed', String(SEED)],
        ['--header', `Authorization: Bearer ${system.adminKey}`],
        ['--suppress-health-check', 'all', '--request-timeout', '20', '--no-color'],
      ].flat(),
      // It keeps its examples where it runs.
      { cwd: dir, maxBuffer: 64 * 1024 * 1024 },
    );
    const report = await fuzz.then(
      ({ stdout }) => {
        const [, cases] = /(\d+) generated, \d+ passed/.exec(stdout) ?? [];
        assert.ok(Number(cases) > 1000, stdout);
        return undefined;
      },
      (error: { readonly stdout?: string; readonly message: string }) => error.stdout ?? error.message,
    );
    assert.ok(report === undefined, readable(report ?? ''));
  });
});
