import type { GaugeMetric, NoLabels } from '@tierline/contracts';

import type { Alert } from '../alert.ts';
import { promql, shared } from '../promql.ts';
import { scraped, steady, twice } from '../situation.ts';

/** Something of which routers say alike for how long it has been left undone, and that should take no minute. */
export function minuteOld(
  metric: GaugeMetric<NoLabels>,
  words: Pick<Alert, 'name' | 'forMinutes' | 'summary' | 'description'>,
): Alert {
  const age = shared(metric);
  const oldest = (seconds: number) => (instance: string) => [scraped(metric, steady(seconds), { instance })];
  return {
    ...words,
    expr: promql`${age} > 60`,
    signals: [{ expr: age }],
    severity: 'page',
    team: 'sre',
    page: 'truth',
    cases: {
      fires: {
        what: 'a second more than a minute',
        series: oldest(61)('one:9464'),
        since: 0,
        said: [{ value: '1m 1s' }],
      },
      under: [{ what: 'a minute', series: oldest(60)('one:9464') }],
      replicas: {
        what: 'two routers say the same',
        series: twice(oldest(61)),
        since: 0,
        said: [{ value: '1m 1s' }],
      },
      missing: 'stays quiet',
    },
  };
}
