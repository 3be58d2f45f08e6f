/** What it costs to be watched: the same services with logs and scrapes, and without. */
import { counted, type Finding, held, inCount, inTimes, timesOf } from './finding.ts';
import { flatOut } from './load.ts';
import { throughput } from './measure.ts';
import type { Operating } from './operate-system.ts';
import { scrape } from './service-metrics.ts';
import { startTierline } from './tierline.ts';

const TARGET = 0.95;
const SCRAPE_MS = 1000;
/** Few enough that none is refused. */
const AT_ONCE = 48;
const WARM_UP_SECONDS = 2;

type Tierline = Awaited<ReturnType<typeof startTierline>>;

/** Tickets, and the rate of them from the first request to the last ticket routed and timed. */
async function turn(
  to: Tierline,
  seconds: number,
): Promise<{ readonly tickets: number; readonly perSecond: number }> {
  const { load, doneSeconds } = await throughput(to, () => flatOut({ to, connections: AT_ONCE, seconds }));
  return { tickets: load.accepted, perSecond: load.accepted / doneSeconds };
}

/** Scrapes every service each second until stopped. */
function scraping({ adminUrls }: Tierline): { stop(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    for (const url of Object.values(adminUrls)) {
      const one = scrape(url).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }, SCRAPE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

export async function watching({ sizes, servers, log }: Operating): Promise<readonly Finding[]> {
  const places = ['watched', 'unwatched'].map((name) => servers.place(`bench-${name}-${process.pid}`));
  const [placeOn, placeOff] = places;
  if (placeOn === undefined || placeOff === undefined) throw new RangeError('no places');
  const on = await startTierline(placeOn, { LOG_LEVEL: 'info' });
  const off = await startTierline(placeOff, { LOG_LEVEL: 'silent' });
  const watched = async (seconds: number) => {
    const scrapes = scraping(on);
    try {
      return (await turn(on, seconds)).perSecond;
    } finally {
      await scrapes.stop();
    }
  };
  const rates = { on: new Array<number>(), off: new Array<number>() };
  const redis = { seconds: 0, tickets: 0 };
  const unwatched = async (seconds: number) => {
    const before = await servers.cpuSeconds();
    const { tickets, perSecond } = await turn(off, seconds);
    redis.seconds += (await servers.cpuSeconds()).redis - before.redis;
    redis.tickets += tickets;
    return perSecond;
  };
  try {
    await watched(WARM_UP_SECONDS);
    await turn(off, WARM_UP_SECONDS);
    for (let pair = 0; pair < sizes.pairs; pair += 1) {
      // Whoever comes second has the warmer caches, and the fuller disk.
      for (const who of pair % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const))
        rates[who].push(await (who === 'on' ? watched : unwatched)(sizes.seconds));
      log(
        `watching, pair ${pair + 1} of ${sizes.pairs}: ${inCount(rates.on[pair] ?? 0)} and ${inCount(rates.off[pair] ?? 0)} tickets/s`,
      );
    }
  } finally {
    await Promise.all([on.stop(), off.stop()]);
    for (const place of places) await servers.wipe(place);
  }
  const ratio = timesOf(rates.on.map((rate, pair) => rate / (rates.off[pair] ?? Number.NaN))).median;
  return [
    counted('tickets/s, POST to routed and timed: not watched', timesOf(rates.off).median),
    counted('  with logs, and scraped each second', timesOf(rates.on).median),
    held('  beside not watched, median of pairs', ratio, { is: '>=', target: TARGET, words: inTimes }),
    {
      what: '  CPU of Redis per 1000 tickets, not watched',
      figure: `${((redis.seconds / redis.tickets) * 1000).toFixed(3)} s`,
      value: (redis.seconds / redis.tickets) * 1000,
    },
  ];
}
