import assert from 'node:assert/strict';

import { FrontierChart } from '@tierline/charts';
import * as fc from 'fast-check';

import { cheapestOf, type FrontierPoint, frontierOf } from '../src/frontier.ts';
import { attributes, drawn, texts } from './fixtures/drawn.ts';
import { frontier } from './fixtures/samples.ts';

const plan = fc
  .record({
    cost: fc.integer({ min: 0, max: 20 }),
    value: fc.integer({ min: 0, max: 20 }),
    meets: fc.boolean(),
  })
  .map((one): FrontierPoint => ({ ...one, label: 'plan', low: one.value - 1, high: one.value + 1 }));
const plans = fc.array(plan, { maxLength: 30 });

describe('the frontier', () => {
  it('has each plan that none is at least as cheap and better than, and no other', () => {
    fc.assert(
      fc.property(plans, (points) => {
        const kept = frontierOf(points, 'lower');
        const beats = (one: FrontierPoint, other: FrontierPoint) =>
          one.cost <= other.cost &&
          one.value <= other.value &&
          (one.cost < other.cost || one.value < other.value);
        for (const point of points) {
          const beaten = points.some((one) => beats(one, point));
          const equal = kept.some(({ cost, value }) => cost === point.cost && value === point.value);
          assert.equal(equal, !beaten);
        }
      }),
    );
  });

  it('is the same upside down where more is better', () => {
    fc.assert(
      fc.property(plans, (points) => {
        const turned = points.map((point) => ({ ...point, value: -point.value }));
        const costs = (of: readonly FrontierPoint[]) => of.map(({ cost }) => cost);
        assert.deepEqual(costs(frontierOf(points, 'lower')), costs(frontierOf(turned, 'higher')));
      }),
    );
  });

  it('has a cheapest plan among those that meet all', () => {
    fc.assert(
      fc.property(plans, (points) => {
        const meeting = points.filter(({ meets }) => meets);
        const cheapest = cheapestOf(points, 'lower');
        assert.equal(cheapest === undefined, meeting.length === 0);
        assert.ok(meeting.every(({ cost }) => cost >= (cheapest?.cost ?? Infinity)));
      }),
    );
  });
});

describe('a frontier chart', () => {
  it('draws plans that meet all as circles and others as crosses, each with its whisker', () => {
    const html = drawn(FrontierChart, frontier);
    const meeting = frontier.points.filter(({ meets }) => meets).length;
    assert.equal(html.match(/<g class="tl-meets">.*?<circle/g)?.length, meeting);
    assert.equal(html.match(/<g class="tl-misses">.*?<path/g)?.length, frontier.points.length - meeting);
    assert.equal(attributes(html, 'tl-whisker', 'x1').length, frontier.points.length);
  });

  it('names the cheapest that meets all', () => {
    const html = drawn(FrontierChart, frontier);
    assert.ok(texts(html).includes('10 + 5 + 2: cheapest that meets all'));
    assert.match(
      html,
      /aria-label="4 of 15 plans meet all targets; the cheapest is 10 \+ 5 \+ 2 at €24,950 /,
    );
  });

  it('says when none meets all', () => {
    const points = frontier.points.map((point) => ({ ...point, meets: false }));
    const html = drawn(FrontierChart, { ...frontier, points });
    assert.match(html, /aria-label="None of the 15 plans meets all targets\."/);
    assert.equal(attributes(html, 'tl-ring', 'r').length, 0);
  });

  it('draws a plan whose interval is not known without a whisker', () => {
    const points = frontier.points.slice(0, 1).map((point) => ({ ...point, low: -Infinity, high: Infinity }));
    const html = drawn(FrontierChart, { ...frontier, points });
    assert.equal(attributes(html, 'tl-whisker', 'x1').length, 0);
    assert.doesNotMatch(html, /NaN|Infinity/);
  });

  it('of nothing says so', () => {
    assert.match(drawn(FrontierChart, { ...frontier, points: [] }), /Nothing to show/);
  });
});
