import assert from 'node:assert/strict';

import { METRICS } from '@tierline/contracts';

import { each, increase, observedWithin, perProcess, promql, rate, shared } from '../src/promql.ts';

describe('PromQL of the catalogue', () => {
  it('keeps what has an operator of its own together', () => {
    const two = promql`${1} + ${2}`;
    assert.equal(promql`3 * ${two}`, '3 * (1 + 2)');
    assert.equal(promql`${rate(METRICS.timersStale, { over: '5m' })} / ${two}`.endsWith('/ (1 + 2)'), true);
    assert.equal(
      promql`${3} * ${rate(METRICS.wakes, { over: '5m', by: ['queue'], where: { queue: 'sla' } })}`,
      '3 * sum by (queue) (rate(tierline_queue_wakes_total{queue="sla"}[5m]))',
    );
  });

  it('takes a whole bound of a bucket as Prometheus 2 and 3 write it', () => {
    assert.equal(
      observedWithin(METRICS.timerLateness, { most: 5, over: '1h' }),
      String.raw`sum (rate(tierline_sla_timer_lateness_seconds_bucket{le=~"5(\\.0)?"}[1h]))`,
    );
    assert.match(observedWithin(METRICS.timerLateness, { most: 0.5, over: '1h' }), /\{le="0\.5"\}/);
    assert.throws(() => observedWithin(METRICS.timerLateness, { most: 7, over: '1h' }), RangeError);
  });

  it('refuses to put shared gauges together, or to take one process for all', () => {
    assert.equal(shared(METRICS.outboxOldest), 'max (tierline_outbox_oldest_age_seconds)');
    assert.throws(() => perProcess(METRICS.outboxOldest, 'sum'), TypeError);
    assert.throws(() => each(METRICS.outboxOldest), TypeError);
    assert.throws(() => shared(METRICS.policyApplication), TypeError);
  });

  it('takes no name of a metric as text', () => {
    assert.throws(() => promql`tierline_outbox_oldest_age_seconds > ${1}`, TypeError);
    assert.throws(() => promql`sum(up) > ${1}`, TypeError);
  });

  it('knows the labels of a metric, and their values', () => {
    // @ts-expect-error it has no such label
    increase(METRICS.jobsStalled, { over: '1h', by: ['tier'] });
    // @ts-expect-error no job ends like that
    increase(METRICS.jobsProcessed, { over: '1h', where: { outcome: 'lost' } });
    // @ts-expect-error a gauge has no rate
    increase(METRICS.outboxOldest, { over: '1h' });
    increase(METRICS.jobsProcessed, { over: '1h', by: ['queue', 'instance'], where: { outcome: 'failed' } });
  });
});
