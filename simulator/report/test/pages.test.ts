import assert from 'node:assert/strict';

import { comparePlans } from '@tierline/whatif';
import {
  comparisonReport,
  headlineOfComparison,
  headlineOfRun,
  headlineOfSweep,
  type ReportMeta,
  runReport,
  sweepReport,
} from '@tierline/whatif-report';

import { dataOf, plain, point, POLICY, scenarioWith, simulated, told } from './fixtures/results.ts';

const TARGETS = ['T1.tierTarget.attainment >= 95 %', 'T2.firstResponse.p90 <= 60'];
const META: ReportMeta = {
  version: '1.2.3',
  seed: 7,
  command: 'simulate saas --seed 7',
  scenarioHash: 'f00d',
};
const EVIL = '</title></script><script>alert("1")</script><img src=x onerror=alert(1)>';

const asItIs = simulated('as it is', scenarioWith({ targets: TARGETS, costPerHour: 30 }), 3);
const oneMore = simulated(
  '11 on T1',
  scenarioWith({ targets: TARGETS, costPerHour: 30, staff: { T1: 11 } }),
  3,
);
const comparisons = [comparePlans(asItIs, oneMore)];
const grid = [9, 10, 11, 12].map((T1) =>
  point(
    { 'people.staff.T1': T1 },
    { 'T1.tierTarget.attainment': [0.85 + (T1 - 9) * 0.06, 0.001], 'all.costPerWeek': T1 * 1000 },
    [TARGETS[0] ?? ''],
  ),
);

const pages: Readonly<
  Record<string, { readonly html: string; readonly id: string; readonly headline: string }>
> = {
  'of a run': { html: runReport(asItIs, META), id: 'run-data', headline: headlineOfRun(asItIs) },
  'of a comparison': {
    html: comparisonReport([asItIs, oneMore], comparisons, META),
    id: 'comparison-data',
    headline: headlineOfComparison([asItIs, oneMore], comparisons),
  },
  'of a sweep': { html: sweepReport(grid, META), id: 'sweep-data', headline: headlineOfSweep(grid, META) },
};

for (const [name, { html, id, headline }] of Object.entries(pages)) {
  describe(`the page ${name}`, () => {
    it('fetches and runs nothing', () => {
      const markup = html
        .replace(/<script type="application\/json".*?<\/script>/s, '')
        .replace(/<pre.*?<\/pre>/gs, '');
      assert.deepEqual(html.match(/<script[^>]*>/g), [`<script type="application/json" id="${id}">`]);
      assert.doesNotMatch(markup, /https?:|\b(?:src|href|srcset|on[a-z]+)=|url\(|@import|javascript:/i);
      assert.doesNotMatch(markup, /NaN|undefined|Infinity|\[object|no number/);
    });

    it('says its headline, version, seed and command', () => {
      assert.ok(
        html.includes(`<strong>${headline.replaceAll('>', '&gt;').replaceAll("'", '&#x27;')}</strong>`),
      );
      assert.match(html, /Version 1\.2\.3/);
      assert.match(html, /Seed 7/);
      assert.match(html, /<code>simulate saas --seed 7<\/code>/);
      assert.match(html, /Scenario and policy: f00d/);
    });

    it('has its headline, seed and version to read back', () => {
      const data = dataOf(html, id) as ReportMeta & { readonly headline: string };
      assert.deepEqual([data.version, data.seed, data.headline], ['1.2.3', 7, headline]);
    });
  });
}

describe('the report of a run', () => {
  it('has a row for each tier, and each chart', () => {
    const html = plain(pages['of a run']?.html ?? '');
    for (const tier of ['T1', 'T2', 'T3'])
      assert.match(html, new RegExp(`<th scope="row">${tier}</th><td class="tl-number">[\\d,]+</td>`));
    assert.equal(html.match(/<svg /g)?.length, 8);
    for (const title of [
      'Share of all work on tickets, by tier',
      'Tickets on T2 that are not done',
      'Time until a ticket is solved, by the tier that solves it',
      'Utilisation of T3 by hour of the week',
    ])
      assert.ok(html.includes(title), title);
    assert.match(html, /T1 target 1h/);
    assert.match(html, /T3 target 24h/);
    assert.match(html, /Wait by Erlang C/);
    assert.match(html, /95 % intervals: Student&#x27;s t over runs/);
  });

  it('gives its plan, figures and intervals back', () => {
    const data = dataOf(pages['of a run']?.html ?? '', 'run-data') as Record<string, unknown>;
    assert.deepEqual(data['plan'], JSON.parse(JSON.stringify(asItIs.plan)));
    assert.deepEqual(data['figures'], JSON.parse(JSON.stringify(asItIs.summary.figures)));
    assert.deepEqual(data['targets'], JSON.parse(JSON.stringify(asItIs.summary.targets)));
    assert.equal(data['replications'], 3);
  });

  it('takes names, policies and commands as text', () => {
    const plan = { ...asItIs.plan, name: EVIL, policy: `${POLICY}\n# ${EVIL}\n` };
    const html = runReport({ ...asItIs, plan }, { ...META, command: EVIL, scenarioHash: EVIL });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /<img/);
    assert.equal((dataOf(html, 'run-data') as { readonly command: string }).command, EVIL);
  });

  it('is marked where it is partial, and drawn where nothing was simulated', () => {
    const outcome = { ...asItIs.outcome, isPartial: true };
    assert.match(runReport({ ...asItIs, outcome }, META), /<h1>as it is: simulated \(partial result\)<\/h1>/);
    assert.match(runReport(told({}, { runs: 0 }), META), /nothing to show/);
    assert.match(runReport(told({}, { runs: 1 }), META), /One run says nothing of its own error/);
  });

  it('is rendered in less than a second', () => {
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      runReport(asItIs, META);
      return performance.now() - start;
    });
    // The least of a few: others work on the machine as well.
    assert.ok(Math.min(...times) < 1000, times.join(', '));
  });
});

describe('the report of a comparison', () => {
  const html = plain(pages['of a comparison']?.html ?? '');

  it('has the plans side by side and their differences by unit', () => {
    assert.match(
      html,
      /<th scope="col" class="tl-number">as it is<\/th><th scope="col" class="tl-number">11 on T1<\/th>/,
    );
    for (const title of [
      'Promises kept',
      'Times of tickets',
      'Waits on a tier',
      'Utilisation',
      'Cost per week',
    ])
      assert.ok(html.includes(`<strong class="tl-title">${title}</strong>`), title);
    assert.match(html, /no clear difference/);
  });

  it('leaves out what is the same in every run', () => {
    const same = comparisonReport([asItIs, asItIs], [comparePlans(asItIs, asItIs)], META);
    assert.match(same, /There is no difference in any run\./);
    assert.doesNotMatch(same, /<svg/);
    // Both columns have a name of their own.
    assert.match(same, />as it is \(2\)</);
  });

  it('gives plans and comparisons back', () => {
    const data = dataOf(html, 'comparison-data') as Record<string, unknown>;
    assert.deepEqual(data['comparisons'], JSON.parse(JSON.stringify(comparisons)));
    assert.equal((data['plans'] as unknown[]).length, 2);
  });

  it('is marked where it is partial, and refused without plans', () => {
    const partial = { ...oneMore, outcome: { ...oneMore.outcome, isPartial: true } };
    assert.match(
      comparisonReport([asItIs, partial], comparisons, META),
      /<h1>as it is and 11 on T1: compared \(partial result\)<\/h1>/,
    );
    assert.throws(() => comparisonReport([], [], META), RangeError);
  });
});

describe('the report of a sweep', () => {
  const html = plain(pages['of a sweep']?.html ?? '');

  it('names the cheapest plan and how many miss a target', () => {
    assert.match(html, /the cheapest is T1 11/);
    assert.match(html, /2 plans missed at least one target\./);
    assert.match(html, /<th scope="row">T1 11<\/th><td class="tl-number">11,000<\/td>/);
  });

  it('shows the cheapest twenty of many', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      point(
        { T1: index },
        { 'T1.tierTarget.attainment': [0.99, 0.001], 'all.costPerWeek': 1000 + index },
        TARGETS.slice(0, 1),
      ),
    );
    const page = sweepReport(many, META);
    const [, table] = page.split('The cheapest 20 of 30, by cost');
    assert.equal(table?.match(/>yes<\/td><\/tr>/g)?.length, 20);
  });

  it('is marked where it is partial, and drawn without plans or targets', () => {
    assert.match(sweepReport(grid, { ...META, points: 9 }), /<h1>4 plans swept \(partial result\)<\/h1>/);
    assert.match(sweepReport([], META), /No plan was simulated\./);
    assert.match(sweepReport([point({}, {}, [])], META), /nothing to hold against the cost/);
  });
});
