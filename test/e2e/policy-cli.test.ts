import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createClient } from '@tierline/client';
import { policyText } from '@tierline/testkit';

import { tierline } from '../command-line.ts';
import { type RealSystem, realSystem } from '../real-system.ts';

describe('tierline policy', function cli() {
  this.timeout(60_000);
  let real: RealSystem;
  let first: string;
  let faster: string;
  let broken: string;
  before(async () => {
    real = await realSystem('cli', async (dir) => {
      const file = async (name: string, text: string) => {
        await writeFile(join(dir, name), text);
        return join(dir, name);
      };
      first = await file('first.yaml', policyText());
      faster = await file('faster.yaml', policyText().replace('firstResponse: 4h', 'firstResponse: 2h'));
      broken = await file('broken.yaml', policyText().replace('max: 2', 'max: -2'));
      return { policyFile: first, services: ['intake', 'router', 'sla-monitor'] };
    });
  });
  after(() => real[Symbol.asyncDispose]());

  const policy = async (...args: readonly string[]) =>
    tierline(['policy', ...args], { TIERLINE_URL: real.system.apiUrl, TIERLINE_KEY: real.system.adminKey });
  const inJson = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await policy(...args, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as T;
  };

  it('validates a file without an API, and names file, line and key of what is wrong', async () => {
    const env = { TIERLINE_URL: 'http://127.0.0.1:1' };
    const good = await tierline(['policy', 'validate', first], env);
    assert.deepEqual([good.code, good.stderr], [0, '']);
    assert.match(good.stdout, /first\.yaml: valid, policy [0-9a-f]{12}/);
    const bad = await tierline(['policy', 'validate', broken], env);
    assert.deepEqual([bad.code, bad.stdout], [1, '']);
    assert.match(bad.stderr, /broken\.yaml:\d+: escalation\.max: /);
    const json = await tierline(['policy', 'validate', broken, '--json'], env);
    assert.equal(json.code, 1);
    const { valid, problems } = JSON.parse(json.stdout) as { valid: boolean; problems: { path: string }[] };
    assert.deepEqual([valid, problems.map(({ path }) => path)], [false, ['escalation.max']]);
  });

  it('shows, compares, tries, applies and rolls back, and every process decides by what is in force', async () => {
    const client = createClient({ baseUrl: real.system.apiUrl, apiKey: real.system.adminKey });
    const ticket = {
      subject: 'Our webhook is silent',
      description: 'Since noon.',
      requester: 'a@example.com',
    };
    await client.createTicket(ticket);
    assert.equal((await policy('show')).stdout.trim(), policyText().trim());

    const compared = await policy('diff', faster);
    assert.match(compared.stdout, /~ promises\.priorities\.normal\.firstResponse: 4h -> 2h/);
    const tried = await policy('dry-run', faster, '--since', '1h');
    assert.match(tried.stdout, /looked at 1 tickets/);
    assert.match(tried.stdout, /normal, first response: 4h on always.* -> 2h on always.*as 1 of those/);

    assert.match(
      tried.stdout,
      /open tickets: 1 of 1 would be promised otherwise\n {2}first response: 1 due earlier/,
    );

    const applied = await policy('apply', faster, '--comment', 'too slow', '--wait');
    assert.equal(applied.code, 0, applied.stderr);
    assert.match(applied.stderr, /application 2: open tickets follow it/);
    assert.match(
      applied.stdout,
      /application 2: open tickets have followed it: 1 looked at, 1 promised otherwise/,
    );
    assert.match(applied.stdout, /4h -> 2h[^]*policy [0-9a-f]{12} is in force: application 2, by ADMIN_KEY/);
    assert.equal((await client.createTicket(ticket)).clocks.firstResponse?.targetSeconds, 7200);

    const { items } = await inJson<{ items: { kind: string; comment?: string; version: string }[] }>(
      'history',
    );
    assert.deepEqual(
      items.map(({ kind, comment }) => [kind, comment]),
      [
        ['apply', 'too slow'],
        ['file', undefined],
      ],
    );
    const back = await inJson<{ version: string; kind: string }>('rollback');
    assert.deepEqual([back.kind, back.version], ['rollback', items[1]?.version]);
    const { application, by } = await inJson<{ application: number; by: string }>('recomputation');
    assert.deepEqual([application, by], [3, 'ADMIN_KEY']);
    assert.equal((await policy('recomputation', '2')).code, 0);
    assert.equal((await policy('recomputation', '9')).code, 1);
    assert.equal((await client.createTicket(ticket)).clocks.firstResponse?.targetSeconds, 4 * 3600);
    const shown = await policy('show', items[0]?.version ?? '');
    assert.match(shown.stdout, /firstResponse: 2h/);
  });

  it('ends with 1 when it is refused, and says why', async () => {
    const conflict = await policy('apply', faster, '--from', '000000000000');
    assert.equal(conflict.code, 1);
    const refused = await policy('show', '000000000000');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /unknown-policy/);
    const invalid = await policy('apply', broken);
    assert.equal(invalid.code, 1);
    assert.match(invalid.stderr, /broken\.yaml:\d+: escalation\.max/);
  });

  it('is refused with both versions when somebody else applied one meanwhile', async () => {
    const { version } = await inJson<{ version: string }>('show');
    const other = join(real.dir, 'other.yaml');
    await writeFile(other, `${policyText()}# other\n`);
    assert.equal((await policy('apply', other)).code, 0);
    const { version: now } = await inJson<{ version: string }>('show');
    const { code, stderr } = await policy('apply', faster, '--from', version);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`policy-superseded[^]*${now}[^]*${version}`));
  });

  for (const [what, args, said] of [
    ['a file that is not there', ['validate', 'nowhere.yaml'], /nowhere\.yaml cannot be read \(ENOENT\)/],
    ['an unknown option', ['show', '--loud'], /unknown option '--loud'/],
    ['a number that is none', ['dry-run', 'x.yaml', '--tickets', 'many'], /whole number/],
    ['a time that is none', ['dry-run', 'x.yaml', '--since', 'lately'], /7d/],
    ['neither file nor version', ['diff'], /a policy file or a --version/],
  ] as const) {
    it(`ends with 2 for ${what}`, async () => {
      const { code, stderr } = await policy(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    });
  }

  it('ends with 2 when nobody answers', async () => {
    const { code, stderr } = await tierline(['policy', 'show', '--url', 'http://127.0.0.1:1']);
    assert.equal(code, 2);
    assert.match(stderr, /TIERLINE_URL/);
  });

  it('explains itself, with examples', async () => {
    for (const args of [['--help'], ['policy', '--help'], ['policy', 'apply', '--help']]) {
      const { code, stdout } = await tierline(args);
      assert.equal(code, 0);
      assert.match(stdout, /Usage: tierline/);
    }
    assert.match((await policy('--help')).stdout, /Examples:[^]*dry-run/);
  });
});
