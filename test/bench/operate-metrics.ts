/** How long /metrics of every service takes, and holds up its process, with very many open tickets and with none. */
import { setTimeout as sleep } from 'node:timers/promises';

import { realTicketing } from '@tierline/testkit';

import { type Finding, held, inMillis } from './finding.ts';
import { type Operating, startOperated } from './operate-system.ts';
import { quantilesOf } from './quantile.ts';
import { scrape } from './service-metrics.ts';
import { firstPolicy, reported, seedFar } from './sla-tickets.ts';

const TARGET_MS = 50;
/** Services start, and look at what is there. */
const SETTLE_MS = 8000;
const PAUSE_MS = 100;

/** Milliseconds, one per scrape. */
interface Scraped {
  readonly took: number[];
  /** The longest turn of the event loop since the scrape before. */
  readonly blocked: number[];
}

export async function metrics({ sizes, log }: Operating): Promise<readonly Finding[]> {
  const loaded = firstPolicy();
  await using few = await realTicketing(loaded);
  await using many = await realTicketing(loaded);
  log(`metrics: filling ${sizes.open.toLocaleString('en')} open tickets`);
  await seedFar(many.ticketing.database, loaded, sizes.open);
  await reported(many.ticketing.database);
  // A turn that was taken before the tickets were there would not look at them.
  await many.ticketing.database.turns.deleteMany({});
  await using ofFew = await startOperated(few, {});
  await using ofMany = await startOperated(many, {});
  await sleep(SETTLE_MS);
  const findings: Finding[] = [];
  for (const { name, adminUrl } of ofMany.services) {
    const other = ofFew.services.find((one) => one.name === name);
    if (other === undefined) throw new RangeError(`no ${name}`);
    const scraped = { many: nothing(), few: nothing() };
    // The first one of each sees what was before.
    await Promise.all([scrape(adminUrl), scrape(other.adminUrl)]);
    for (let n = 0; n < sizes.scrapes; n += 1) {
      await one(adminUrl, scraped.many);
      await one(other.adminUrl, scraped.few);
      await sleep(PAUSE_MS);
    }
    log(`metrics: ${name} read ${sizes.scrapes} times`);
    findings.push(...inWords(name, sizes.open, scraped));
  }
  return findings;
}

const nothing = (): Scraped => ({ took: [], blocked: [] });

async function one(url: string, { took, blocked }: Scraped): Promise<void> {
  const start = performance.now();
  const text = await scrape(url);
  took.push(performance.now() - start);
  blocked.push(1000 * Number(/^nodejs_eventloop_lag_max_seconds(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1]));
}

function inWords(
  name: string,
  open: number,
  { many, few }: { readonly many: Scraped; readonly few: Scraped },
): readonly Finding[] {
  const [of, ofFew, blocked] = [many.took, few.took, many.blocked].map(quantilesOf);
  if (of === undefined || ofFew === undefined || blocked === undefined) throw new RangeError('no scrapes');
  return [
    held(`/metrics of ${name} with ${open.toLocaleString('en')} open tickets: nine of ten within`, of(0.9), {
      is: '<=',
      target: TARGET_MS,
      words: inMillis,
    }),
    {
      what: '  half of them, and with none open',
      figure: `${inMillis(of(0.5))}, ${inMillis(ofFew(0.5))}`,
      value: of(0.5),
    },
    {
      what: '  the longest turn of its event loop between two: half of them, the longest',
      figure: `${inMillis(blocked(0.5))}, ${inMillis(blocked(1))}`,
      value: blocked(1),
    },
  ];
}
