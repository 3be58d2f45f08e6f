import type { Client } from '@tierline/client';
import { instant } from '@tierline/domain';
import { type Clock, compressedClock } from '@tierline/platform';

/** The quickest of some answers says it best. */
const READINGS = 5;

/**
 * The clock that the services at an address run on, as far as one can tell from here: it is off by less than half of the quickest
 * of five requests takes. Rejects as the client does.
 */
export async function clockOfServices(client: Pick<Client, 'readClock'>): Promise<Clock> {
  const readings: { readonly took: number; readonly clock: Clock }[] = [];
  for (let count = 0; count < READINGS; count += 1) {
    const asked = Date.now();
    const { now, speed } = await client.readClock();
    const answered = Date.now();
    const clock = compressedClock({
      epoch: instant(Date.parse(now)),
      origin: (asked + answered) / 2,
      speed,
    });
    readings.push({ took: answered - asked, clock });
  }
  const [best] = readings.toSorted((a, b) => a.took - b.took);
  if (best === undefined) throw new RangeError('no reading');
  return best.clock;
}
