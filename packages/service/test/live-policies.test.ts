import assert from 'node:assert/strict';

import { calendarNameOf, type LivePolicies, parsePolicy } from '@tierline/contracts';
import { decide, type Instant, instant } from '@tierline/domain';
import { createMetrics } from '@tierline/platform';
import { openPolicies } from '@tierline/service';
import { applyPolicy } from '@tierline/store';
import {
  ADA,
  aPolicy,
  aRequest,
  anotherProcess,
  closeTicketing,
  eventually,
  INTO_ADAS_HANDS,
  MONDAY,
  policyText,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

const HOUR = 3_600_000;

describe('the policy in force', () => {
  const first = parsePolicy(policyText().replace('calendar: always', 'calendar: office'));
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(first);
  });
  afterEach(() => real[Symbol.asyncDispose]());

  async function apply(text: string): Promise<void> {
    const { database } = real.ticketing;
    const from = real.policies.current().policy.version;
    const loaded = parsePolicy(text);
    const outcome = await applyPolicy(database, { loaded, from, kind: 'apply', by: 'test' });
    assert.equal(outcome.kind, 'applied');
    await real.policies.refresh();
  }

  /** What a process that starts now, with the first file, decides by. */
  async function startingNow(): Promise<ReturnType<LivePolicies['current']>> {
    const { database } = real.ticketing;
    const { registry } = createMetrics({ service: 'later' });
    const { policies, stage } = await openPolicies({ database, file: first, logger: real.logger, registry });
    await stage.stop();
    return policies.current();
  }

  it('reaches every process without a restart', async () => {
    const other = await anotherProcess(real);
    try {
      await apply(first.text.replace('firstResponse: 4h', 'firstResponse: 2h'));
      await eventually(async () => {
        const { ticket } = await other.store.create(aRequest(), MONDAY);
        assert.equal(ticket.clocks.firstResponse?.target, 2 * HOUR);
      });
    } finally {
      await closeTicketing(other);
    }
  });

  it('wins over the file of a process that starts later', async () => {
    await apply(`${first.text}# newer\n`);
    assert.equal((await startingNow()).text, `${first.text}# newer\n`);
  });

  it('stays as it was where a process cannot read what is in force, and the process lives', async () => {
    const { database } = real.ticketing;
    const { policy, ...rest } = aPolicy();
    const loaded = { ...rest, text: 'from: the future\n', policy: { ...policy, version: '0123456789ab' } };
    await applyPolicy(database, { loaded, from: first.policy.version, kind: 'apply', by: 'test' });
    await assert.rejects(real.policies.refresh());
    assert.equal(real.policies.current().text, first.text);
    await eventually(async () =>
      assert.match(await real.registry.metrics(), /policy_refresh_failures_total [1-9]/),
    );
  });

  it('counts what an open ticket has spent on a calendar that it no longer has, also in a process that starts later', async () => {
    const { store } = real.ticketing;
    const { ticket } = await store.create(aRequest(), MONDAY);
    const without = policyText().replace(/ {2}office: .*\n/, '');
    await apply(without);
    await apply(without.replace('max: 2', 'max: 3'));
    const { policy, calendars } = await startingNow();
    assert.ok(!('office' in calendars));

    const friday: Instant = instant(Date.parse('2026-03-06T15:00:00Z'));
    for (const command of [
      ...INTO_ADAS_HANDS,
      { kind: 'reply', author: { kind: 'agent', id: ADA }, visibility: 'public', body: '?', ask: true },
    ] as const)
      await store.change(ticket.id, (now) => decide(now, command, friday, policy));
    const [pending] = await store.read([ticket.id]);
    const resolution = pending?.clocks.resolution;
    assert.deepEqual(
      [pending?.state.kind, calendarNameOf(resolution?.calendar ?? '')],
      ['pending', 'always'],
    );
    // Monday 10:00 to Friday 16:00 in Berlin, counted in office hours; from then on it is another calendar's.
    assert.equal(resolution?.spent, (7 + 3 * 8 + 7) * HOUR);
  });
});
