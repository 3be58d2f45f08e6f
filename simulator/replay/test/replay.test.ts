import assert from 'node:assert/strict';

import { createClient } from '@tierline/client';
import type { RouteName } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { type Clock, compressedClock } from '@tierline/platform';
import { loadPreset, type Preset } from '@tierline/presets';
import {
  type ReplayOptions,
  type ReplayProgress,
  type ReplayReport,
  reportJson,
  runReplay,
} from '@tierline/replay';

import { numberIn } from '../src/reference.ts';
import { type DeskInMemory, deskInMemory, type Fate } from './fixtures/desk-in-memory.ts';

const SPEED = 3_600;

describe('replay', function () {
  this.timeout(30_000);
  let preset: Preset;

  before(async () => {
    const saas = await loadPreset('saas');
    const { load, work } = saas.scenario;
    // Everything comes in early and the run ends when all is solved; more questions and second thoughts than usual, so that a
    // short run has all of them.
    const scenario = {
      ...saas.scenario,
      load: { ...load, hours: { '08': 1 } },
      work: {
        ...work,
        mistakes: { share: 0.2 },
        questions: { share: 0.5, reply: { meanMinutes: 20, cv: 1 } },
        reopens: { ...work.reopens, share: 0.4, after: { meanMinutes: 20, cv: 1 } },
      },
    };
    preset = { ...saas, scenario };
  });

  function clockBefore(day: string): Clock {
    const epoch = preset.dayStart(instant(Date.parse(day)));
    return compressedClock({ epoch, origin: Date.now() + 400, speed: SPEED });
  }

  async function replay(
    desk: DeskInMemory,
    clock: Clock,
    options: Partial<ReplayOptions>,
  ): Promise<ReplayReport> {
    return runReplay({
      apiUrl: desk.apiUrl,
      preset,
      seed: 7,
      days: 1,
      tickets: 20,
      clock,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...options,
    });
  }

  it('works until every ticket is solved and accounts for each of them', async () => {
    const clock = clockBefore('2026-03-02T00:00:00Z');
    await using desk = await deskInMemory({
      policy: preset.policy,
      now: () => clock.now(),
      fate: () => 'answered',
    });
    const seen: ReplayProgress[] = [];
    const report = await replay(desk, clock, { onProgress: (progress) => seen.push(progress) });
    const { sent, accounted, lost, duplicates, unsent, unrouted, partial } = report;
    assert.deepEqual(
      { sent, accounted, lost, duplicates, unsent, unrouted, partial },
      { sent: 20, accounted: 20, lost: [], duplicates: [], unsent: 0, unrouted: 0, partial: false },
    );
    const tickets = [...desk.tickets.values()];
    assert.deepEqual(
      tickets.map(({ state }) => state.kind),
      tickets.map(() => 'solved'),
    );
    assert.ok(
      tickets.some(({ reopens }) => reopens > 0) && tickets.some(({ escalations }) => escalations > 0),
    );
    assert.ok(tickets.some(({ bounces }) => bounces > 0));
    assert.ok(
      [...desk.messages.values()].some((said) =>
        said.some((body) => body.startsWith('Here is what you asked for')),
      ),
    );
    assert.equal(
      report.tiers.reduce((sum, row) => sum + row.tickets, 0),
      20,
    );
    assert.ok((report.tiers[0]?.utilisation ?? 0) > 0);
    const { phase, ...last } = seen.at(-1) ?? assert.fail();
    assert.deepEqual(
      [seen[0]?.phase, phase, last.sent, last.solved, last.open],
      ['waiting for opening time', 'checking', 20, 20, 0],
    );
    assert.equal(reportJson(report).accounted, 20);
  });

  it('says everything once, however many answers get lost', async () => {
    const clock = clockBefore('2026-03-03T00:00:00Z');
    const fates: Fate[] = ['answered', 'unanswered', 'answered', 'lost', 'answered', 'shed'];
    const asked = new Map<RouteName, number>();
    await using desk = await deskInMemory({
      policy: preset.policy,
      now: () => clock.now(),
      // Each kind of request meets every fate in turn.
      fate(route) {
        const count = asked.get(route) ?? 0;
        asked.set(route, count + 1);
        return fates[count % fates.length] ?? 'answered';
      },
    });
    const report = await replay(desk, clock, {});
    assert.deepEqual([report.sent, report.accounted, report.lost, report.duplicates], [20, 20, [], []]);
    assert.equal(desk.tickets.size, 20);
    for (const [id, said] of desk.messages) {
      const { reopens = 0 } = desk.tickets.get(id) ?? {};
      // A solution per time it was solved is the only sentence that may come again.
      const repeated = said.filter((body, index) => said.indexOf(body) !== index);
      assert.ok(repeated.length <= reopens, `${id}: ${JSON.stringify(said)}`);
    }
    assert.ok(
      [...desk.messages.values()].some((said) =>
        said.some((body) => /Here is what you asked for/.test(body)),
      ),
    );
  });

  it('works on tickets that somebody else filed and leaves them out of its figures', async () => {
    const clock = clockBefore('2026-03-04T00:00:00Z');
    await using desk = await deskInMemory({
      policy: preset.policy,
      now: () => clock.now(),
      fate: () => 'answered',
    });
    const client = createClient({ baseUrl: desk.apiUrl });
    const filed = await client.createTicket({
      subject: 'A question',
      description: 'Nobody has heard of this before.',
      requester: 'ann@example.com',
    });
    const report = await replay(desk, clock, { tickets: 10 });
    assert.deepEqual([report.sent, report.accounted], [10, 10]);
    assert.equal((await client.readTicket(filed.id)).status, 'solved');
  });

  it('makes new tickets of the same texts when it is repeated on the same desk', async () => {
    let clock = clockBefore('2026-03-05T00:00:00Z');
    await using desk = await deskInMemory({
      policy: preset.policy,
      now: () => clock.now(),
      fate: () => 'answered',
    });
    assert.equal((await replay(desk, clock, { tickets: 6 })).accounted, 6);
    clock = clockBefore('2026-03-06T00:00:00Z');
    assert.equal((await replay(desk, clock, { tickets: 6 })).accounted, 6);
    const subjects = [...desk.tickets.values()].map(({ subject }) => subject).toSorted();
    assert.equal(subjects.length, 12);
    assert.ok(
      subjects.every((subject, index) => subject === subjects[index % 2 === 0 ? index + 1 : index - 1]),
    );
  });

  it('reports what is there when it is ended early', async () => {
    const clock = clockBefore('2026-03-06T00:00:00Z');
    await using desk = await deskInMemory({
      policy: preset.policy,
      now: () => clock.now(),
      fate: () => 'answered',
    });
    const report = await replay(desk, clock, { tickets: 60, signal: AbortSignal.timeout(900) });
    assert.equal(report.partial, true);
    assert.ok(report.sent > 0 && report.unsent > 0);
    assert.equal(report.sent + report.unsent, 60);
    assert.equal(report.accounted, report.sent);
  });

  it('ends with the reason when the API knows none of its agents', async () => {
    const clock = clockBefore('2026-03-06T00:00:00Z');
    await using desk = await deskInMemory({
      policy: { ...preset.policy, agents: new Map() },
      now: () => clock.now(),
      fate: () => 'answered',
    });
    // Without agents nothing can be claimed; a ticket that waits shows it.
    await assert.rejects(replay(desk, clock, { tickets: 60 }), /unknown-agent/);
  });

  it('keeps the number of a ticket in its tag, apart from other runs', () => {
    assert.equal(numberIn('mabc', ['vip', 'replay-mabc-12']), 12);
    assert.equal(numberIn('mab', ['replay-mabc-12']), undefined);
    assert.equal(numberIn('mabc', ['vip']), undefined);
  });
});
