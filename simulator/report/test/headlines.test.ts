import assert from 'node:assert/strict';

import { comparePlans } from '@tierline/whatif';
import {
  figureInWords,
  headlineOfComparison,
  headlineOfRun,
  headlineOfSweep,
  labelOf,
  notesOfComparison,
  notesOfRun,
  notesOfSweep,
  valueInWords,
} from '@tierline/whatif-report';

import { type Figures, plain, point, told } from './fixtures/results.ts';

const KEPT = 'T1.tierTarget.attainment';
const TARGETS = [`${KEPT} >= 95 %`, 'T2.firstResponse.p90 <= 60'];

describe('the words of a figure', () => {
  const names: readonly (readonly [string, string])[] = [
    ['T1.tierTarget.attainment', 'tier target kept on T1'],
    ['all.firstResponse.attainment', 'first response in time overall'],
    ['T2.resolution.p95', 'p95 of resolution on T2'],
    ['T3.firstResponse.wall.mean', 'mean first response in wall time on T3'],
    ['urgent.resolution.attainment', 'resolution in time of urgent tickets'],
    ['all.costPerWeek', 'cost per week overall'],
    ['T1.something.new', 'T1.something.new'],
  ];
  for (const [figure, words] of names) {
    it(`are "${words}" for ${figure}`, () => {
      assert.equal(figureInWords(figure), words);
    });
  }

  it('give its number in its unit', () => {
    const values: readonly (readonly [string, number, string])[] = [
      ['T1.utilisation', 0.846, '85 %'],
      ['T1.resolution.p90', 207, '3h 27m'],
      ['T3.resolution.p90', 1500, '25h'],
      ['T3.wait.mean', 1500, '1d 1h'],
      ['all.costPerWeek', 30_250, '30,250'],
      ['T1.waiting', 2.34, '2.3'],
    ];
    for (const [figure, value, words] of values)
      assert.equal(plain(valueInWords(figure, value)), words, figure);
  });
});

describe('the headline of a run', () => {
  const cases: readonly {
    readonly says: string;
    readonly figures: Figures;
    readonly options?: Parameters<typeof told>[1];
    readonly headline: string;
  }[] = [
    {
      says: 'that all is met, and that it is clear',
      figures: {
        [KEPT]: [0.98, 0.01],
        'T2.firstResponse.p90': [40, 2],
        'T1.utilisation': 0.84,
        'T2.utilisation': 0.7,
      },
      headline:
        'All 2 targets are met. That is clear after 20 runs: no 95 % interval reaches across its target. The fullest tier is T1, 84 % utilised.',
    },
    {
      says: 'by how much a share is missed',
      figures: { [KEPT]: [0.91, 0.01], 'T2.firstResponse.p90': [40, 2], 'T2.utilisation': 0.97 },
      headline:
        '1 of 2 targets is missed: tier target kept on T1: 91 %, 4 points below the 95 % asked for. That is clear after 20 runs: no 95 % interval reaches across its target. The fullest tier is T2, 97 % utilised.',
    },
    {
      says: 'by how much a time is missed, the worst first',
      figures: { [KEPT]: [0.91, 0.01], 'T2.firstResponse.p90': [85, 2] },
      headline:
        'All 2 targets are missed: p90 of first response on T2: 1h 25m, 25m above the 1h asked for; tier target kept on T1: 91 %, 4 points below the 95 % asked for. That is clear after 20 runs: no 95 % interval reaches across its target.',
    },
    {
      says: 'which target an interval reaches across',
      figures: { [KEPT]: [0.951, 0.03], 'T2.firstResponse.p90': [40, 2] },
      headline:
        'All 2 targets are met. 20 runs do not make it certain: the 95 % interval reaches across the target for tier target kept on T1.',
    },
    {
      says: 'that nothing is known of a figure',
      figures: { [KEPT]: [0.98, 0.01] },
      headline:
        '1 of 2 targets is met. Nothing is known of p90 of first response on T2. That is clear after 20 runs: no 95 % interval reaches across its target.',
    },
    {
      says: 'that there are no targets',
      figures: { 'T3.utilisation': 1.02 },
      options: { targets: [] },
      headline: 'No targets are set. The fullest tier is T3, 102 % utilised.',
    },
    {
      says: 'that it is partial',
      figures: { [KEPT]: [0.98, 0.001], 'T2.firstResponse.p90': [40, 2] },
      options: { isPartial: true, runs: 4 },
      headline:
        'Partial result of 4 runs: All 2 targets are met. That is clear after 4 runs: no 95 % interval reaches across its target.',
    },
    {
      says: 'that one run says nothing of its error',
      figures: { [KEPT]: 0.98, 'T2.firstResponse.p90': 40 },
      options: { runs: 1 },
      headline: 'All 2 targets are met. One run cannot say how sure that is.',
    },
    {
      says: 'what is missed where there is one target',
      figures: { [KEPT]: [0.9, 0.01] },
      options: { targets: [`${KEPT} >= 95 %`] },
      headline:
        'The target is missed: tier target kept on T1: 90 %, 5 points below the 95 % asked for. That is clear after 20 runs: no 95 % interval reaches across its target.',
    },
    {
      says: 'that there are no runs',
      figures: {},
      options: { targets: [], runs: 0, isPartial: true },
      headline: 'Partial result of 0 runs: No targets are set.',
    },
  ];
  for (const { says, figures, options, headline } of cases) {
    it(`says ${says}`, () => {
      assert.equal(plain(headlineOfRun(told(figures, { targets: TARGETS, ...options }))), headline);
    });
  }
});

describe('the notes of a run', () => {
  it('are none for a plan of many precise runs', () => {
    assert.deepEqual(notesOfRun(told({ 'all.tickets': 100, 'all.open': 0 })), []);
  });

  it('tell what is partial, few, imprecise or still open', () => {
    const notes = (options: Parameters<typeof told>[1], figures: Figures = {}) =>
      notesOfRun(told(figures, options)).map(plain);
    assert.deepEqual(notes({ isPartial: true }), [
      'It was stopped after 20 runs; the figures are of those alone.',
    ]);
    assert.match(notes({ isPrecise: false })[0] ?? '', /^Not every figure is as precise as was asked for/);
    assert.match(notes({ runs: 1 })[0] ?? '', /^One run says nothing of its own error/);
    assert.match(notes({ runs: 5 })[0] ?? '', /^5 runs are few/);
    assert.match(
      notes({}, { 'all.tickets': 100, 'all.open': 12 })[0] ?? '',
      /^12 % of tickets are still open at the end of a run/,
    );
  });

  it('have the warnings of the plan', () => {
    const result = told({});
    const people = { ...result.plan.scenario.people, staff: { T1: 5 } };
    const plan = { ...result.plan, scenario: { ...result.plan.scenario, people } };
    assert.match(notesOfRun({ ...result, plan }).join(), /OVERLOAD on T1/);
  });
});

describe('the headline of a comparison', () => {
  const first = told({
    [KEPT]: [0.9, 0.02],
    'T2.tierTarget.attainment': [0.9, 0.02],
    'T1.firstResponse.p90': [30, 4],
    'all.costPerWeek': 10_000,
  });
  const headline = (figures: Figures, options = {}) => {
    const other = told(figures, { name: 'other', ...options });
    return plain(headlineOfComparison([first, other], [comparePlans(first, other)]));
  };

  it('says what is better and what it costs', () => {
    assert.equal(
      headline({
        [KEPT]: [0.95, 0.01],
        'T2.tierTarget.attainment': [0.9, -0.02],
        'T1.firstResponse.p90': [20, 3],
        'all.costPerWeek': 11_425,
      }),
      'other against as it is: better in tier target kept on T1 (+5 points), p90 of first response on T1 (−10m); no clear difference in 1 other figure; it costs 1,425 a week more. No targets are set.',
    );
  });

  it('says what is worse', () => {
    assert.equal(
      headline({ [KEPT]: [0.85, 0.03], 'all.costPerWeek': 9000 }, { targets: [`${KEPT} >= 95 %`] }),
      'other against as it is: worse in tier target kept on T1 (−5 points); it costs 1,000 a week less. other meets 0 of 1 targets.',
    );
  });

  it('says that there is no clear difference', () => {
    assert.equal(
      headline({ [KEPT]: [0.901, -0.02], 'all.costPerWeek': 10_000 }),
      'other against as it is: no clear difference in times or promises; it costs the same. No targets are set.',
    );
  });

  it('says that it is partial, or that there is nothing to compare', () => {
    assert.match(headline({}, { isPartial: true }), /^Partial result: other against as it is/);
    assert.equal(headlineOfComparison([first], []), 'There is nothing to compare as it is with.');
    assert.equal(headlineOfComparison([], []), 'There are no plans.');
  });

  it('has notes of all plans, those that they share once', () => {
    const few = { runs: 4 };
    const [one, other] = [
      told({ [KEPT]: 0.9 }, few),
      told({ [KEPT]: 0.9 }, { ...few, name: 'b', isPartial: true }),
    ];
    const notes = notesOfComparison([one, other], [comparePlans(one, other)]);
    assert.equal(notes.filter((note) => note.includes('4 runs are few')).length, 1);
    assert.ok(notes.some((note) => note.startsWith('b: It was stopped after 4 runs')));
    const alone = told({ [KEPT]: 0.9 }, { runs: 1 });
    assert.match(
      notesOfComparison([alone, alone], [comparePlans(alone, alone)]).join(),
      /No two runs can be paired/,
    );
  });
});

describe('the headline of a sweep', () => {
  const targets = [`${KEPT} >= 95 %`];
  const at = (T1: number, kept: number, cost: number, spread = 0.001) =>
    point({ 'people.staff.T1': T1 }, { [KEPT]: [kept, spread], 'all.costPerWeek': cost }, targets);

  it('names the cheapest plan that meets the targets', () => {
    assert.equal(
      plain(headlineOfSweep([at(12, 0.99, 12_000), at(11, 0.97, 11_000), at(10, 0.9, 10_000)])),
      '2 of 3 plans meet all targets; the cheapest is T1 11, at 11,000 a week. What fails the others most often is tier target kept on T1.',
    );
  });

  it('says when that is not certain, and that nothing costs anything', () => {
    assert.equal(
      plain(headlineOfSweep([at(11, 0.951, 0, 0.03)])),
      'The one plan meets all targets; the cheapest is T1 11, by its means, not for certain.',
    );
  });

  it('names the nearest plan where none meets them', () => {
    assert.equal(
      plain(headlineOfSweep([at(9, 0.8, 9000), at(10, 0.9, 10_000)])),
      'None of 2 plans meets all targets. The nearest is T1 10 (tier target kept on T1: 90 %, 5 points below the 95 % asked for).',
    );
    assert.match(headlineOfSweep([at(9, 0.8, 9000)]), /^The one plan does not meet all targets\./);
  });

  it('says that it is partial, empty or without targets', () => {
    assert.match(headlineOfSweep([at(11, 0.97, 1)], { points: 9 }), /^Partial result of 1 of 9 plans: /);
    assert.equal(headlineOfSweep([]), 'No plan was simulated.');
    assert.equal(
      headlineOfSweep([point({}, {}, [])]),
      'No targets are set: 1 plan cannot be told apart by them.',
    );
  });

  it('has notes of what is partial, uncertain, without a cost or overloaded', () => {
    assert.deepEqual(notesOfSweep([at(11, 0.97, 1)]), []);
    const notes = notesOfSweep(
      [at(11, 0.951, 0, 0.03), point({}, {}, targets, ['OVERLOAD on T1: much', 'teams of a tier are one'])],
      { points: 3 },
    );
    assert.match(notes[0] ?? '', /^It was stopped before every plan/);
    assert.match(notes[1] ?? '', /^No plan costs anything/);
    assert.match(notes[2] ?? '', /^1 plan of those that meet all targets does so by the means alone/);
    assert.match(notes[3] ?? '', /^1 plan has more work than people/);
    assert.equal(notes[4], 'teams of a tier are one');
  });

  it('tells plans by the last part of what is swept, where that is enough', () => {
    assert.equal(labelOf({ 'people.staff.T1': 11, 'people.staff.T2': 4 }), 'T1 11, T2 4');
    assert.equal(labelOf({ 'a.share': 1, 'b.share': 2 }), 'a.share 1, b.share 2');
    assert.equal(labelOf({}), 'as it is');
  });
});
