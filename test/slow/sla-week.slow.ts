import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Client, createClient } from '@tierline/client';
import { type EventView, type RecordedEvent, viewOfEvent } from '@tierline/contracts';
import { type Instant, replay, type Ticket } from '@tierline/domain';
import { compressedClock } from '@tierline/platform';
import { type Database, historyOf, ticketOf } from '@tierline/store';
import { dropDatabase, eventually, migratedDatabase, realServers, withDatabase } from '@tierline/testkit';

import { commandsOf, inWords as commandInWords, isClockwork } from './sla-week/commands.ts';
import { BEGINS, CLIMBS, COMPANY, ENDS, local, POLICY_TEXT } from './sla-week/company.ts';
import { coverageOf } from './sla-week/coverage.ts';
import { workWeek } from './sla-week/desk.ts';
import { decidedAgain, decidedOnTime, whenever } from './sla-week/expectation.ts';
import { firedOf, inWords, isStep } from './sla-week/fired.ts';
import { type Fleet, type Outage, startFleet, type Victim } from './sla-week/fleet.ts';
import type { Journal } from './sla-week/journal.ts';
import { latenessOf, quantile, row, wallClock } from './sla-week/lateness.ts';
import { planWeek } from './sla-week/plan.ts';

/** An hour in a second. */
const SPEED = 3600;
const HOUR_MS = 3_600_000 / SPEED;
const TICKETS = 300;
const SEED = 20260329;
const SWEEP_SECONDS = 2;
/** From when it is due to when a sweep has it: it looks once an interval at what is due for one, and half an interval late at most. */
const SWEPT_MS = 2.5 * SWEEP_SECONDS * 1000;
/** What a machine that does other things as well may add. */
const PATIENCE_MS = 2500;
const LATE = 60_000;
/** More than the processes need to start, on a machine that does other things as well. */
const START_MS = 20_000;

/** What is killed when, and for how many hours of the week. */
const OUTAGES: readonly (readonly [at: Instant, hours: number, ...of: Victim[]])[] = [
  [local('2026-03-23T15:00+01:00'), 2, 'sla-monitor-1'],
  [local('2026-03-24T10:30+01:00'), 2, 'router'],
  [local('2026-03-26T10:00+01:00'), 2, 'redis'],
  [local('2026-03-26T15:00+01:00'), 1.5, 'intake'],
  [local('2026-03-27T14:30+01:00'), 3, 'sla-monitor-1', 'sla-monitor-2'],
  [local('2026-03-29T01:00+01:00'), 2, 'sla-monitor-2'],
  [local('2026-03-30T11:00+02:00'), 0, 'queues'],
];

interface KnownTicket {
  readonly ticket: Ticket;
  readonly log: readonly RecordedEvent[];
  readonly climbs: boolean;
}

describe('a week in Berlin, an hour a second, with processes killed on the way', function week() {
  this.timeout(480_000);
  const { policy } = COMPANY;
  let dir: string;
  let mongoUri: string;
  let database: Database;
  let fleet: Fleet;
  let journal: Journal;
  let known: readonly KnownTicket[];
  let shown: ReadonlyMap<string, readonly EventView[]>;
  let outages: readonly Outage[];
  let wallOf: (at: Instant) => number;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-week-'));
    mongoUri = withDatabase(realServers().mongodbUri, `week${Date.now()}`);
    database = await migratedDatabase(mongoUri);
    // The week begins when all are there.
    const origin = Date.now() + START_MS;
    const clock = compressedClock({ epoch: BEGINS, origin, speed: SPEED });
    wallOf = wallClock({ epoch: BEGINS, origin, speed: SPEED });
    fleet = await startFleet({
      dir,
      mongoUri,
      policyText: POLICY_TEXT,
      clock: { epoch: BEGINS, origin, speed: SPEED },
      env: {
        SWEEP_SECONDS: String(SWEEP_SECONDS),
        // Far less than the week: most promises are an index in MongoDB first, and a timer later.
        HORIZON_SECONDS: '60',
        HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS),
      },
    });
    assert.ok(Date.now() < origin, 'the processes took longer to start than there was time');
    const client = createClient({ baseUrl: fleet.apiUrl, apiKey: fleet.adminKey, timeoutMs: 5000 });
    const tickets = planWeek(SEED, TICKETS);
    const working = workWeek({ client, clock, policy, tickets, until: ENDS });
    const disturbing = Promise.all(
      OUTAGES.map(async ([at, hours, ...of]) => {
        await sleep(clock.wallUntil(at));
        return fleet.outage(of, hours * HOUR_MS);
      }),
    );
    [journal, outages] = await Promise.all([working, disturbing]);
    await eventually(async () => {
      assert.deepEqual(
        await database.tickets.countDocuments({ nextTimer: { $lte: ENDS } }),
        0,
        'still to be recorded',
      );
      assert.equal(
        await database.tickets.countDocuments({ 'outbox.0': { $exists: true } }),
        0,
        'unpublished',
      );
    }, SWEPT_MS + PATIENCE_MS);
    shown = await shownByApi(client);
    await fleet.stop();
    known = await allTickets();
  });
  after(async () => {
    await fleet?.stop();
    await database.close();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true, force: true });
  });

  /** The histories of some tickets as the API tells them. */
  async function shownByApi(client: Client): Promise<ReadonlyMap<string, readonly EventView[]>> {
    const views = new Map<string, EventView[]>();
    for (const id of [...journal.acknowledged.keys()].filter((_, index) => index % 10 === 0)) {
      const own: EventView[] = [];
      for await (const view of client.allEvents(id)) own.push(view);
      views.set(id, own);
    }
    return views;
  }

  async function allTickets(): Promise<readonly KnownTicket[]> {
    const found: KnownTicket[] = [];
    for await (const document of database.tickets.find()) {
      const ticket = ticketOf(document);
      const log = (await historyOf(database, ticket.id)) ?? [];
      found.push({ ticket, log, climbs: ticket.tags.includes(CLIMBS) });
    }
    return found;
  }

  /** What fell due until the end of the week: later things may be recorded already, or not. */
  const firedUntilEnd = (log: readonly RecordedEvent[]) => firedOf(log).filter(({ dueAt }) => dueAt <= ENDS);

  it('is a week with nights, a weekend, a holiday and the clock change, in which all kinds of promises fall due', () => {
    const coverage = coverageOf(known.flatMap(({ log }) => firedUntilEnd(log)));
    print(
      Object.entries(coverage)
        .map(([what, count]) => `${what} ${count}`)
        .join(', '),
    );
    for (const [what, count] of Object.entries(coverage)) assert.ok(count > 0, what);
  });

  it('loses no command that was acknowledged, and carries none out twice', () => {
    const opened = known.map(({ ticket }) => ticket.requester);
    assert.equal(new Set(opened).size, TICKETS);
    assert.equal(known.length, TICKETS);
    for (const { ticket, log } of known) {
      const carriedOut = commandsOf(log, policy).map(({ command }) => commandInWords(command));
      const words = [`open ${ticket.requester}`, ...carriedOut.filter((one) => one !== 'route')];
      assert.deepEqual(words.toSorted(), [...(journal.acknowledged.get(ticket.id) ?? [])].toSorted());
    }
  });

  it('leaves every ticket as the fold of its history', () => {
    for (const { ticket, log } of known) assert.deepEqual(replay(log), ticket);
  });

  it('writes every history in the order of time', () => {
    for (const { log } of known)
      for (const [index, event] of log.entries())
        assert.ok(event.at >= (log[index - 1]?.at ?? event.at), `${event.ticketId} ${event.seq}`);
  });

  it('records what the pure domain decides at the same moments, event for event', () => {
    for (const { log } of known)
      assert.deepEqual(
        decidedAgain(log, policy),
        log.map(({ via: _, ...event }) => event),
      );
  });

  it('records every warning, breach and step that falls due, once and under its exact time', () => {
    const [missing, twice, unexpected]: [string[], string[], string[]] = [[], [], []];
    let expectedCount = 0;
    for (const { ticket, log } of known.filter(({ climbs }) => !climbs)) {
      const recorded = firedUntilEnd(log).map(inWords);
      const expected = firedUntilEnd(decidedOnTime(log, policy, ENDS)).map(inWords);
      expectedCount += expected.length;
      const named = (words: readonly string[]) => words.map((one) => `${ticket.id} ${one}`);
      missing.push(...named(expected.filter((one) => !recorded.includes(one))));
      unexpected.push(...named(recorded.filter((one) => !expected.includes(one))));
      twice.push(...named(recorded.filter((one, index) => recorded.indexOf(one) !== index)));
    }
    print(
      `${expectedCount} expected: ${missing.length} missing, ${twice.length} twice, ${unexpected.length} unexpected`,
    );
    assert.deepEqual({ missing, twice, unexpected }, { missing: [], twice: [], unexpected: [] });
    assert.ok(expectedCount > 10 * TICKETS, 'a week in which little falls due proves little');
  });

  it('has the same log, clocks included, as if all timers had fired to the millisecond', () => {
    for (const { log } of known.filter(({ climbs }) => !climbs)) {
      const expected = decidedOnTime(log, policy, ENDS);
      assert.deepEqual(whenever(log.slice(0, expected.length)), whenever(expected));
      // What fell due after the end may be there as well.
      assert.ok(log.slice(expected.length).every(isClockwork));
    }
  });

  it('plays steps in the order in which they are due, also those missed while everything was down', () => {
    for (const { log } of known.filter(({ climbs }) => !climbs)) {
      // A step of a promise that a change made due in the past comes after that change.
      const steps = firedOf(log).filter(isStep);
      for (const [index, { knownAt, recordedAt }] of steps.entries()) {
        const before = steps[index - 1];
        assert.ok(before === undefined || before.recordedAt <= recordedAt);
        assert.ok(before === undefined || before.knownAt <= knownAt, steps.map(inWords).join('; '));
      }
    }
  });

  it('shows by the API what is in the log', () => {
    assert.ok(shown.size > 0);
    for (const { ticket, log } of known) {
      const views = shown.get(ticket.id) ?? [];
      assert.deepEqual(views, log.slice(0, views.length).map(viewOfEvent));
    }
  });

  it('climbs a ladder that changes the ticket once per promise, rung after rung', () => {
    let climbed = 0;
    for (const { log } of known.filter(({ climbs }) => climbs)) {
      const steps = new Map<string, string[]>();
      for (const { clock, cycle, what } of firedOf(log).filter(isStep))
        steps.set(`${clock} ${cycle}`, [...(steps.get(`${clock} ${cycle}`) ?? []), what]);
      for (const [promise, names] of steps) {
        assert.equal(new Set(names).size, names.length, `${promise}: ${names.join()}`);
        const climb = names.filter((name) => ['50%', '100%', '150%'].includes(name));
        assert.deepEqual(
          climb,
          climb.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
        );
      }
      climbed += log.filter((event) => isClockwork(event) && CLIMBING.has(event.kind)).length;
    }
    print(`${climbed} changes made by ladders`);
    assert.ok(climbed > 20, 'a week without climbing proves nothing of ladders');
  });

  it('marks as late what was recorded more than a minute after it was due, and nothing else', () => {
    for (const step of known.flatMap(({ log }) => firedOf(log)).filter(isStep))
      assert.equal(step.markedLate, step.recordedAt - step.dueAt > LATE, inWords(step));
  });

  it('is late by little in quiet times, and by a sweep and a restart where something was killed', () => {
    const fired = known.flatMap(({ log }) => firedUntilEnd(log));
    const late = latenessOf(fired, { wallOf, outages, wakeMs: SWEPT_MS });
    const quiet = late.filter(({ outage }) => outage === undefined).map(({ lateMs }) => lateMs);
    const lines = [
      `${'lateness in real ms'.padEnd(46)} count    p50    p99    max`,
      row('quiet', quiet),
      ...outages.map((outage) => {
        const hours = ((outage.until - outage.from) / HOUR_MS).toFixed(1);
        const within = late.filter((one) => one.outage === outage);
        return row(
          `${outage.of.join(', ')} away for ${hours} h`,
          within.map(({ lateMs }) => lateMs),
        );
      }),
      row(
        'of those, since all was back',
        late.filter(({ outage }) => outage !== undefined).map(({ sinceBackMs }) => sinceBackMs),
      ),
      `${journal.repeats()} requests repeated; refused: ${JSON.stringify(Object.fromEntries(journal.refused))}`,
    ];
    print(...lines);
    assert.ok(quantile(quiet, 0.99) < 2000, 'quiet');
    // Where nobody could fire, something was to be fired, and had to wait for the end of it.
    for (const outage of outages.filter(({ of }) => of.includes('redis') || of.length > 1))
      assert.ok(
        late.some((one) => one.outage === outage && one.lateMs > HOUR_MS),
        outage.of.join(),
      );
    for (const { fired: one, sinceBackMs } of late)
      assert.ok(sinceBackMs < SWEPT_MS + PATIENCE_MS, `${one.ticketId} ${inWords(one)}: ${sinceBackMs} ms`);
  });
});

/** What a ladder does to a ticket. */
const CLIMBING: ReadonlySet<string> = new Set(['ticket.updated', 'ticket.escalated', 'ticket.taken-back']);

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`    ${line}\n`);
}
