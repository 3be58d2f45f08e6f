import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { increase, promql, shared } from '../promql.ts';
import { growing, scraped, steady, twice } from '../situation.ts';

const NO_WEBHOOKS = 'the policy has no webhooks and pagers';
const NO_TRACKERS = 'the policy has no trackers';

/** By the fifth attempt: those before come after 5 s, 30 s, 2 min and 10 min. */
const WEBHOOK_SECONDS = 900;

function webhookFailing(): Alert {
  const age = shared(METRICS.deliveriesOldest, { by: ['endpoint'] });
  const oldest = (seconds: number) => (instance: string) => [
    scraped(METRICS.deliveriesOldest, steady(seconds), { instance, endpoint: 'crm' }),
  ];
  const said = [{ labels: { endpoint: 'crm' }, value: '15m 1s' }];
  return {
    name: 'WebhookEndpointFailing',
    expr: promql`${age} > ${WEBHOOK_SECONDS}`,
    signals: [{ expr: age, mayBeEmpty: NO_WEBHOOKS }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: 'Deliveries to {{ $labels.endpoint }} do not get through',
    description:
      'The oldest has waited {{ $value | humanizeDuration }}: at least four attempts failed, or there is no secret for it.',
    page: 'deliveries',
    cases: {
      fires: { what: 'a second too old', series: oldest(WEBHOOK_SECONDS + 1)('one:9464'), since: 0, said },
      under: [{ what: 'a quarter of an hour', series: oldest(WEBHOOK_SECONDS)('one:9464') }],
      replicas: {
        what: 'two notifiers say the same',
        series: twice(oldest(WEBHOOK_SECONDS + 1)),
        since: 0,
        said,
      },
      missing: 'stays quiet',
    },
  };
}

function secretMissing(): Alert {
  const putOff = increase(METRICS.secretMissing, { over: '15m', by: ['endpoint'] });
  const deliveries = (values: string) => (instance: string) => [
    scraped(METRICS.secretMissing, values, { instance, endpoint: 'crm' }),
  ];
  return {
    name: 'WebhookSecretMissing',
    expr: promql`${putOff} > 0`,
    signals: [{ expr: putOff, mayBeEmpty: 'no delivery lacked its secret' }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: 'The notifier has no secret for {{ $labels.endpoint }}',
    description:
      'Deliveries were put off {{ $value | humanize }} times in 15 minutes; none of their attempts is used up.',
    page: 'deliveries',
    cases: {
      fires: {
        what: 'one delivery is put off once a minute',
        // A series that begins has no increase yet.
        series: deliveries('_x3 1+1x200')('one:9464'),
        since: 4,
        said: [{ labels: { endpoint: 'crm' }, value: '2' }],
      },
      under: [{ what: 'none any more', series: deliveries(steady(12))('one:9464') }],
      replicas: {
        what: 'two notifiers put off half each',
        series: twice(deliveries(growing(1))),
        since: 1,
        said: [{ labels: { endpoint: 'crm' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

/** By the fifth attempt: those before come after 30 s, 1, 2 and 5 min. */
const TRACKER_SECONDS = 1_800;

function trackerFailing(): Alert {
  const age = shared(METRICS.trackerOldest, { by: ['tracker'] });
  const oldest = (seconds: number) => (instance: string) => [
    scraped(METRICS.trackerOldest, steady(seconds), { instance, tracker: 'github' }),
  ];
  const said = [{ labels: { tracker: 'github' }, value: '30m 1s' }];
  return {
    name: 'TrackerFailing',
    expr: promql`${age} > ${TRACKER_SECONDS}`,
    signals: [{ expr: age, mayBeEmpty: NO_TRACKERS }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: 'Engineering does not hear of tickets by {{ $labels.tracker }}',
    description: 'An issue to be filed, or a comment to be made, has waited {{ $value | humanizeDuration }}.',
    page: 'deliveries',
    cases: {
      fires: { what: 'a second too old', series: oldest(TRACKER_SECONDS + 1)('one:9464'), since: 0, said },
      under: [{ what: 'half an hour', series: oldest(TRACKER_SECONDS)('one:9464') }],
      replicas: {
        what: 'two notifiers say the same',
        series: twice(oldest(TRACKER_SECONDS + 1)),
        since: 0,
        said,
      },
      missing: 'stays quiet',
    },
  };
}

/** What is told to the outside. */
export const DELIVERY_GROUP: RuleGroup = {
  name: 'tierline-deliveries',
  every: '30s',
  recordings: [],
  alerts: [webhookFailing(), secretMissing(), trackerFailing()],
};
