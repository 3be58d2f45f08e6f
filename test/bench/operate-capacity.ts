/** What one process of each service carries, for the capacity guide. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { parsePolicy } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { policyText, realTicketing } from '@tierline/testkit';

import { type BareClient, type BareRequest, createBareClient } from './bare-client.ts';
import { counted, type Finding, inCount, timesOf } from './finding.ts';
import { openTickets, secondsUntilNone, standStill } from './operate-backlog.ts';
import { NO_SWEEPS, type Operating, saasPolicy, startOperated } from './operate-system.ts';
import { ticketRequest } from './requests.ts';
import { cpuSecondsOf } from './service-metrics.ts';
import { allSeen } from './sla-firing.ts';
import { firstPolicy, NEAR_IDS, reported, seedNear } from './sla-tickets.ts';
import { watchTickets } from './sla-watch.ts';

const AT_ONCE = 32;
const TICKETS = 500;
const SECRET = `whsec_${Buffer.from('a secret of twenty-four or more bytes').toString('base64')}`;
/** Until services are up and have set their timers; and a guess, low on purpose, of how fast tickets are seeded. */
const LEAD_MS = 10_000;
const SEEDED_PER_SECOND = 2000;

export async function capacity(operating: Operating): Promise<readonly Finding[]> {
  return [...(await intake(operating)), ...(await slaMonitor(operating)), ...(await notifier(operating))];
}

type Kind = 'open a ticket' | 'reply to one' | 'read one' | 'list 50';

/** Requests a second of each kind, all of them in turns. */
async function intake({ sizes, log }: Operating): Promise<readonly Finding[]> {
  await using real = await realTicketing(await saasPolicy());
  await openTickets(real, TICKETS);
  await using system = await startOperated(real, { services: ['intake'], env: NO_SWEEPS });
  const client = await createBareClient({
    url: system.apiUrl,
    headers: { authorization: `Bearer ${system.adminKey}` },
    connections: AT_ONCE,
    patienceMs: 10_000,
  });
  const found = await real.ticketing.database.tickets.find({}, { projection: { _id: 1 } }).toArray();
  const next = requests(found.map(({ _id }) => _id));
  const kinds = Object.keys(next).filter((kind): kind is Kind => kind in next);
  const rates = new Map(
    kinds.map((kind) => [kind, { perSecond: new Array<number>(), perCpu: new Array<number>() }]),
  );
  try {
    for (let round = 0; round <= sizes.rounds; round += 1) {
      for (const kind of kinds) {
        const cpu = await cpuSecondsOf(system.services);
        const { answered, seconds } = await closed(client, next[kind], sizes.seconds / 2);
        const used = (await cpuSecondsOf(system.services)) - cpu;
        // The first round warms up.
        if (round === 0) continue;
        rates.get(kind)?.perSecond.push(answered / seconds);
        rates.get(kind)?.perCpu.push(answered / used);
      }
      log(`capacity, intake: round ${round} of ${sizes.rounds}`);
    }
  } finally {
    client.close();
  }
  return kinds.map((kind) => {
    const { perSecond = [], perCpu = [] } = rates.get(kind) ?? {};
    const rate = timesOf(perSecond).median;
    return {
      what: `requests/s of one intake, ${AT_ONCE} at once: ${kind}`,
      figure: `${inCount(rate)}; ${inCount(timesOf(perCpu).median)} per second of its CPU`,
      value: rate,
    };
  });
}

function requests(tickets: readonly string[]): Readonly<Record<Kind, (n: number) => BareRequest>> {
  const ticket = (n: number) => tickets[n % tickets.length] ?? '';
  const json = { 'content-type': 'application/json' };
  return {
    'open a ticket': (n) => ({
      method: 'POST',
      path: '/v1/tickets',
      headers: json,
      body: ticketRequest(n).body,
    }),
    'reply to one': (n) => {
      const id = ticket(n);
      const body = JSON.stringify({ author: { kind: 'requester' }, body: 'Any news?' });
      return { method: 'POST', path: `/v1/tickets/${id}/replies`, headers: json, body };
    },
    'read one': (n) => ({ method: 'GET', path: `/v1/tickets/${ticket(n)}` }),
    'list 50': () => ({ method: 'GET', path: '/v1/tickets?limit=50' }),
  };
}

async function closed(client: BareClient, request: (n: number) => BareRequest, seconds: number) {
  const start = performance.now();
  let n = 0;
  let answered = 0;
  const connection = async () => {
    while (performance.now() - start < seconds * 1000) {
      const { status = 0, body } = await client.send(request((n += 1)));
      if (status < 300 && status >= 200) answered += 1;
      else if (status !== 503) throw new Error(`answered ${status}: ${body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connection));
  return { answered, seconds: (performance.now() - start) / 1000 };
}

/** Timers that are all due at once, until a reader has seen the last of them recorded. */
async function slaMonitor({ sizes, log }: Operating): Promise<readonly Finding[]> {
  const loaded = firstPolicy();
  await using real = await realTicketing(loaded);
  const { database } = real.ticketing;
  const due = instant(Date.now() + LEAD_MS + (sizes.backlog / SEEDED_PER_SECOND) * 1000);
  const tickets = await seedNear(
    database,
    loaded,
    Array.from({ length: sizes.backlog }, () => due),
  );
  await reported(database);
  await using watch = await watchTickets(database, NEAR_IDS);
  await using _system = await startOperated(real, { services: ['sla-monitor'] });
  if (Date.now() > due)
    throw new Error('seeding took so long that timers fell due before the service was up');
  log(`capacity, sla-monitor: ${inCount(sizes.backlog)} timers fall due at once`);
  await allSeen(tickets, watch);
  const moments = [...watch.seen.values()].flatMap(([first]) => first ?? []);
  const last = moments.reduce((latest, at) => Math.max(latest, at), due);
  return [
    counted(
      `timers/s of one sla-monitor, ${inCount(sizes.backlog)} due at once`,
      (moments.length / (last - due)) * 1000,
    ),
  ];
}

/** Messages to one webhook that answers at once, until the log of deliveries has them all. */
async function notifier({ sizes, log }: Operating): Promise<readonly Finding[]> {
  const receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const webhook = `{ id: crm, url: 'http://127.0.0.1:${port}/', events: [ticket.opened], secretEnv: CRM_SECRET }`;
  try {
    await using real = await realTicketing(parsePolicy(policyText(`webhooks: [${webhook}]\n`)));
    await using queue = await standStill(real, 'notifier');
    await openTickets(real, sizes.backlog);
    const env = { ...NO_SWEEPS, CRM_SECRET: SECRET };
    await using _system = await startOperated(real, { services: ['notifier'], env });
    log(`capacity, notifier: ${inCount(sizes.backlog)} messages`);
    await queue.letGo();
    const { deliveries } = real.ticketing.database;
    const seconds = await secondsUntilNone(() => deliveries.countDocuments({ state: 'pending' }));
    return [counted('webhooks/s of one notifier, to one receiver on this machine', sizes.backlog / seconds)];
  } finally {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  }
}
