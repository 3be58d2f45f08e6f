import assert from 'node:assert/strict';

import { parsePolicy } from '@tierline/contracts';
import { decide, type Instant, instant, openTicket, type Policy, ticketId } from '@tierline/domain';
import { loadConfig, realClock } from '@tierline/platform';
import { applyPolicy, findRecomputation } from '@tierline/store';
import {
  aRequest,
  eventually,
  insertLives,
  type Life,
  policyText,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

import { slaMonitorConfig } from '../src/config.ts';
import { startSlaMonitor } from '../src/service.ts';

const HOUR = 3_600_000;

/** A ticket on T1, opened at that time, with what time did to it until now. */
function waiting(index: number, opened: Instant, policy: Policy): Life {
  const life = openTicket(aRequest(), ticketId(index.toString(16).padStart(24, '0')), opened, policy);
  const step = (so: Life, command: Parameters<typeof decide>[1], at: Instant): Life => {
    const decision = decide(so.ticket, command, at, policy);
    assert.ok(decision.kind === 'decided');
    return { ticket: decision.ticket, events: [...so.events, ...decision.events] };
  };
  const routed = step(life, { kind: 'route', by: { kind: 'system', name: 'router' } }, opened);
  return step(routed, { kind: 'timer' }, instant(Date.now()));
}

describe('timers while open tickets follow a policy', function timers() {
  this.timeout(90_000);
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  /** sla-monitor as it runs in production, until `work` is done. */
  async function whileWatching(work: () => Promise<void>): Promise<void> {
    const { ticketing, policies, logger, registry, config } = real;
    const { stages } = await startSlaMonitor({
      config: loadConfig(slaMonitorConfig, { ...config, POLICY_FILE: 'tierline.yaml' }, { service: 'test' }),
      policies,
      logger,
      registry,
      clock: realClock(),
      ticketing,
    });
    try {
      await work();
    } finally {
      for (const stage of stages) await stage.stop();
    }
  }

  async function apply(from: string, to: string): Promise<void> {
    const text = policyText().replace(from, to);
    assert.notEqual(text, policyText());
    const { version } = real.policies.current().policy;
    const loaded = parsePolicy(text);
    await applyPolicy(real.ticketing.database, { loaded, from: version, kind: 'apply', by: 'test' });
  }

  const whenFollowed = async () =>
    eventually(async () => {
      const found = await findRecomputation(real.ticketing.database, 2);
      assert.ok(found?.state === 'done', JSON.stringify(found));
      return found;
    }, 60_000);

  it('are set anew: what is due sooner by the new policy is recorded then', async () => {
    const { database } = real.ticketing;
    await whileWatching(async () => {
      const opened = instant(Date.now());
      const life = waiting(1, opened, real.policies.current().policy);
      await insertLives(database, [life]);
      await apply('normal: { firstResponse: 4h', 'normal: { firstResponse: 14s');
      await whenFollowed();
      assert.ok(Date.now() < opened + 13_000, 'too slow to tell');
      await eventually(async () => {
        const breach = await database.events.findOne({ kind: 'sla.breached', clock: 'firstResponse' });
        assert.ok(breach?.kind === 'sla.breached');
        assert.equal(breach.dueAt, opened + 14_000);
        assert.ok(breach.at - breach.dueAt < 1000, `${breach.at - breach.dueAt} ms late`);
      }, 20_000);
    });
  });

  it('fire in time, each once, while thousands of tickets are changed', async () => {
    const [tickets, timers, everyMs] = [3000, 400, 25];
    const { database } = real.ticketing;
    const { policy } = real.policies.current();
    const now = Date.now();
    const lives = Array.from({ length: tickets }, (_, index) => {
      // Those with an early number break the target of their tier one after the other from four seconds on.
      const due = index < timers ? 4000 + index * everyMs : HOUR / 2;
      return waiting(index * 7, instant(now - HOUR + due), policy);
    });
    await insertLives(database, lives);
    await whileWatching(async () => {
      await apply('normal: { firstResponse: 4h', 'normal: { firstResponse: 3h');
      const { changed, startedAt, finishedAt } = await whenFollowed();
      // A timer that fires brings its ticket up to the policy as well, so that the pass finds it as it should be.
      assert.ok(changed <= tickets && changed >= tickets - timers, String(changed));
      assert.equal(
        await database.events.distinct('ticketId', { kind: 'sla.recomputed' }).then((ids) => ids.length),
        tickets,
      );
      assert.equal(await database.events.countDocuments({ kind: 'sla.recomputed' }), tickets);
      const breaches = { kind: 'sla.breached', clock: 'tier' } as const;
      await eventually(
        async () => assert.equal(await database.events.countDocuments(breaches), timers),
        30_000,
      );
      const late = (await database.events.find(breaches).toArray())
        .flatMap((event) => (event.kind === 'sla.breached' ? [event.at - event.dueAt] : []))
        .toSorted((a, b) => a - b);
      const p99 = late[Math.floor(late.length * 0.99)] ?? Infinity;
      const seconds = ((finishedAt?.getTime() ?? 0) - startedAt.getTime()) / 1000;
      const told = `${tickets} tickets in ${seconds} s; timers late p50 ${late[timers / 2]} p99 ${p99} ms`;
      assert.ok(p99 < 5000, told);
    });
  });
});
