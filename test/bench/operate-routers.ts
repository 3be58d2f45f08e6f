/** Two router processes beside one, on backlogs of the same size. */
import { realTicketing } from '@tierline/testkit';

import { counted, type Finding, inTimes, timesOf } from './finding.ts';
import { openTickets, secondsUntilNone, standStill } from './operate-backlog.ts';
import { NO_SWEEPS, type Operating, saasPolicy, startOperated } from './operate-system.ts';

/** Tickets a second that so many processes route. */
async function routed(processes: number, backlog: number): Promise<number> {
  await using real = await realTicketing(await saasPolicy());
  await using queue = await standStill(real, 'router');
  await openTickets(real, backlog);
  const started: AsyncDisposable[] = [];
  try {
    for (let index = 0; index < processes; index += 1)
      started.push(await startOperated(real, { services: ['router'], env: NO_SWEEPS }));
    await queue.letGo();
    const { tickets } = real.ticketing.database;
    return backlog / (await secondsUntilNone(() => tickets.countDocuments({ 'state.kind': 'new' })));
  } finally {
    for (const one of started) await one[Symbol.asyncDispose]();
  }
}

export async function routers({ sizes, log }: Operating): Promise<readonly Finding[]> {
  const rates = { one: new Array<number>(), two: new Array<number>() };
  const pairs = Math.ceil(sizes.pairs / 2);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const turn of pair % 2 === 0 ? (['one', 'two'] as const) : (['two', 'one'] as const))
      rates[turn].push(await routed(turn === 'one' ? 1 : 2, sizes.backlog));
    log(`routers, pair ${pair + 1} of ${pairs}`);
  }
  const ratio = timesOf(rates.two.map((rate, pair) => rate / (rates.one[pair] ?? Number.NaN))).median;
  return [
    counted(
      `tickets/s routed from a backlog of ${sizes.backlog.toLocaleString('en')}: one router`,
      timesOf(rates.one).median,
    ),
    counted('  two routers', timesOf(rates.two).median),
    { what: '  so many times as fast, median of pairs', figure: inTimes(ratio), value: ratio },
  ];
}
