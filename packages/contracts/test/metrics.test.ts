import assert from 'node:assert/strict';

import { linesAtMost, type Metric, METRICS, ROUTES, SERVICES } from '@tierline/contracts';

const all: readonly Metric[] = Object.values(METRICS);

/** Lines that a process may show, so that a scrape costs no more than a few milliseconds; some are the runtime's. */
const BUDGET = 2_000;
const RUNTIME = 100;

describe('the catalogue of metrics', () => {
  it('names each metric once, in base units, as Prometheus asks for', () => {
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    for (const { name, help, kind } of all) {
      assert.match(name, /^tierline_[a-z]+(_[a-z]+)*$/);
      assert.equal(name.endsWith('_total'), kind === 'counter', name);
      assert.doesNotMatch(name, /_(ms|milliseconds|minutes|hours|kb|percent)(_|$)/);
      assert.match(help, /^\S.*\.$/, name);
    }
  });

  it('has ascending buckets', () => {
    for (const metric of all) {
      if (metric.kind !== 'histogram') continue;
      assert.deepEqual(
        metric.buckets,
        metric.buckets.toSorted((a, b) => a - b),
        metric.name,
      );
      assert.equal(new Set(metric.buckets).size, metric.buckets.length, metric.name);
    }
  });

  it('has a bucket at what is promised of routing and of breaches: 5 s', () => {
    for (const { buckets } of [METRICS.acceptToRouted, METRICS.timerLateness]) assert.ok(buckets.includes(5));
  });

  for (const service of SERVICES) {
    it(`keeps ${service} within its budget of series, whatever happens to it`, () => {
      const own = all.filter(({ services }) => services.includes(service));
      const lines = own.reduce((sum, metric) => sum + linesAtMost(metric), 0);
      assert.ok(lines + RUNTIME <= BUDGET, `${lines} lines beside the runtime's`);
    });
  }

  it('reckons with as many routes as there are', () => {
    assert.ok(METRICS.httpRequests.labels.route.atMost > Object.keys(ROUTES).length);
  });
});
