/** New tickets at several times what can be taken: how many are still taken in time, and what becomes of the others. */
import { setTimeout as sleep } from 'node:timers/promises';

import { realTicketing } from '@tierline/testkit';

import { type BareAnswer, type BareClient, createBareClient } from './bare-client.ts';
import { counted, type Finding, held, inCount, inMillis, inPercent, inTimes, timesOf } from './finding.ts';
import { offer } from './open-loop.ts';
import { type Operating, saasPolicy, startOperated } from './operate-system.ts';
import { quantilesOf } from './quantile.ts';
import { ticketRequest } from './requests.ts';

const TARGET = 0.9;
/** How many times what can be taken is offered. */
const TIMES = [0.5, 1, 2, 3] as const;
/** What is answered later has lost its client. */
const DEADLINE_MS = 1000;
/** More than intake takes in hand at most: what is too much waits in front of it, not in the client. */
const CONNECTIONS = 1_024;
/** Of the closed loop that warms up, and says where to begin. */
const AT_ONCE = 48;
/** What can be taken is looked for in steps of this, until a step brings not even so much more. */
const RISE = 1.5;
const WORTH = 1.1;
const WARM_UP_SECONDS = 3;
/** Until as many are answered as are sent: what comes after that, and before the last is sent, counts. */
const SETTLING_MS = 1000;
const CALM = 10;
const CALM_MS = 250;
const CALM_GAP_MS = 20;
const NEVER_CALM_MS = 30_000;

/** One step of offered load. */
interface Offered {
  /** Answered 201 within the deadline, a second. */
  readonly good: number;
  readonly perSecond: number;
  /** Milliseconds, of those answered 201. */
  readonly p50: number;
  readonly p99: number;
  /** Shares of what was offered. */
  readonly refused: number;
  readonly unanswered: number;
  /** What sending took of a core: it is missing to what is measured. */
  readonly sender: number;
}

interface Step {
  readonly times: (typeof TIMES)[number];
  readonly offered: Offered;
  readonly recoverySeconds: number;
}

export async function overload({ sizes, log }: Operating): Promise<readonly Finding[]> {
  await using real = await realTicketing(await saasPolicy());
  await using system = await startOperated(real, { services: ['sla-monitor', 'router', 'intake'] });
  const client = await createBareClient({
    url: system.apiUrl,
    headers: { authorization: `Bearer ${system.adminKey}` },
    connections: CONNECTIONS,
    patienceMs: DEADLINE_MS,
  });
  try {
    await closedLoop(client, WARM_UP_SECONDS);
    const peak = await findPeak(client, sizes.seconds);
    log(`overload: ${inCount(peak)} tickets/s can be taken`);
    const steps: Step[] = [];
    for (let round = 0; round < sizes.rounds; round += 1) {
      // Up and down again: what changes with time falls on all alike.
      for (const times of [...TIMES, ...TIMES.toReversed()]) {
        const load = { perSecond: times * peak, seconds: sizes.seconds, seed: steps.length };
        const offered = await offerTickets(client, load);
        steps.push({ times, offered, recoverySeconds: await untilCalm(client) });
      }
      log(`overload: round ${round + 1} of ${sizes.rounds}`);
    }
    return inWords(peak, steps);
  } finally {
    client.close();
  }
}

let sent = 0;

function sendTicket(client: BareClient): Promise<BareAnswer> {
  const { body, headers } = ticketRequest((sent += 1));
  return client.send({
    method: 'POST',
    path: '/v1/tickets',
    headers: { 'content-type': 'application/json', 'idempotency-key': headers['idempotency-key'] ?? '' },
    body,
  });
}

/** Tickets a second with so many at once, each of which waits for its answer. */
async function closedLoop(client: BareClient, seconds: number): Promise<number> {
  const start = performance.now();
  let accepted = 0;
  const connection = async () => {
    while (performance.now() - start < seconds * 1000)
      if ((await sendTicket(client)).status === 201) accepted += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connection));
  return accepted / ((performance.now() - start) / 1000);
}

/** The most tickets a second that are taken in time, however many more are offered. */
async function findPeak(client: BareClient, seconds: number): Promise<number> {
  let most = 0;
  for (let perSecond = await closedLoop(client, seconds); ; perSecond *= RISE) {
    const { good } = await offerTickets(client, { perSecond, seconds, seed: perSecond });
    await untilCalm(client);
    if (good < WORTH * most) return Math.max(most, good);
    most = good;
  }
}

async function offerTickets(
  client: BareClient,
  load: { readonly perSecond: number; readonly seconds: number; readonly seed: number },
): Promise<Offered> {
  const start = { at: performance.now(), cpu: process.cpuUsage() };
  // Answers that are kept would have the sender collect garbage while it measures.
  const all = await offer({ ...load, send: async () => (await sendTicket(client)).status });
  const { user, system } = process.cpuUsage(start.cpu);
  const accepted = all.filter(({ answer }) => answer === 201);
  const inTime = accepted.filter(({ at, ms }) => {
    const answeredAt = at * 1000 + ms;
    return ms <= DEADLINE_MS && answeredAt > SETTLING_MS && answeredAt <= load.seconds * 1000;
  });
  const at = quantilesOf(accepted.map(({ ms }) => ms));
  const share = (status: number | undefined) =>
    all.filter(({ answer }) => answer === status).length / all.length;
  return {
    good: (inTime.length * 1000) / (load.seconds * 1000 - SETTLING_MS),
    perSecond: load.perSecond,
    p50: at(0.5),
    p99: at(0.99),
    refused: share(503),
    unanswered: share(undefined),
    sender: (user + system) / 1000 / (performance.now() - start.at),
  };
}

/** Seconds until ten in a row, one after the other, were each taken within 250 ms, without those ten themselves. */
async function untilCalm(client: BareClient): Promise<number> {
  const start = performance.now();
  let calmSince = start;
  for (let calm = 0; calm < CALM; calm += 1) {
    const began = performance.now();
    if (began - start > NEVER_CALM_MS) throw new Error('half a minute after the load it is not over');
    if (calm === 0) calmSince = began;
    const { status } = await sendTicket(client);
    if (status !== 201 || performance.now() - began > CALM_MS) calm = -1;
    await sleep(CALM_GAP_MS);
  }
  return (calmSince - start) / 1000;
}

function inWords(peak: number, steps: readonly Step[]): readonly Finding[] {
  const median = (of: readonly number[]) => timesOf(of).median;
  const at = (times: number) => steps.filter((step) => step.times === times);
  const offered = (times: number, part: keyof Offered) => median(at(times).map((step) => step.offered[part]));
  // Of medians: the best step of many would be luck.
  const most = Math.max(...TIMES.map((times) => offered(times, 'good')));
  const recovery = median(at(3).map(({ recoverySeconds }) => recoverySeconds));
  return [
    counted('tickets/s that can be taken: answered 201 within a second', peak),
    ...TIMES.map((times): Finding => {
      const of = (part: keyof Offered) => offered(times, part);
      return {
        what: `  ${times} times that offered: 201 within a second, tickets/s`,
        figure: `${inCount(of('good'))}; p50 ${inMillis(of('p50'))}, p99 ${inMillis(of('p99'))}, refused ${inPercent(of('refused'))}, unanswered ${inPercent(of('unanswered'))}, the sender had ${inPercent(of('sender'))} of a core`,
        value: of('good'),
      };
    }),
    held('  at 3 times, beside the most', offered(3, 'good') / most, {
      is: '>=',
      target: TARGET,
      words: inTimes,
    }),
    { what: '  until it is over after 3 times', figure: `${recovery.toFixed(1)} s`, value: recovery },
  ];
}
