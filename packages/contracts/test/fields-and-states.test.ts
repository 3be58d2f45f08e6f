import assert from 'node:assert/strict';

import { aPolicy, policyText } from '@tierline/testkit';

import { problemsOf } from './broken-policy.ts';

describe('the custom fields of a policy file', () => {
  it('have defaults: no field at all, the name as label, text of 200 characters, never required', () => {
    assert.deepEqual(aPolicy().policy.fields, []);
    assert.deepEqual(aPolicy('fields: [{ name: order, type: text }]\n').policy.fields, [
      { name: 'order', label: 'order', type: { kind: 'text', maxLength: 200 } },
    ]);
  });

  it('are of five types', () => {
    const { fields } = aPolicy(`fields:
  - { name: a, type: text, maxLength: 7 }
  - { name: b, type: number, label: Seats }
  - { name: c, type: boolean }
  - { name: d, type: date, required: create }
  - { name: e, type: choice, options: [x, y], required: solve }
`).policy;
    assert.deepEqual(fields, [
      { name: 'a', label: 'a', type: { kind: 'text', maxLength: 7 } },
      { name: 'b', label: 'Seats', type: { kind: 'number' } },
      { name: 'c', label: 'c', type: { kind: 'boolean' } },
      { name: 'd', label: 'd', type: { kind: 'date' }, required: 'create' },
      { name: 'e', label: 'e', type: { kind: 'choice', options: ['x', 'y'] }, required: 'solve' },
    ]);
  });

  const broken: readonly (readonly [what: string, field: string, path: string])[] = [
    ['a name that no address could hold', '{ name: Order No., type: text }', 'fields.0.name'],
    ['another type', '{ name: a, type: colour }', 'fields.0.type'],
    ['a choice of nothing', '{ name: a, type: choice, options: [] }', 'fields.0.options'],
    ['an option twice', '{ name: a, type: choice, options: [x, x] }', 'fields.0.options'],
    ['options of text', '{ name: a, type: text, options: [x] }', 'fields.0.options'],
    ['a name twice', '{ name: a, type: text }, { name: a, type: date }', 'fields.1.name'],
  ];
  for (const [what, field, path] of broken) {
    it(`are refused with ${what}`, () => {
      const problems = problemsOf(policyText(`fields: [${field}]\n`));
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
    });
  }
});

describe('the states of a policy file', () => {
  it('have defaults: none at all, the name as label, on hold for a third party', () => {
    assert.deepEqual(aPolicy().policy.states, []);
    assert.deepEqual(
      aPolicy('states: [{ name: a, category: on-hold }, { name: b, label: Bee, category: solved }]\n').policy
        .states,
      [
        { name: 'a', label: 'a', category: 'on-hold', waitsFor: 'third-party' },
        { name: 'b', label: 'Bee', category: 'solved' },
      ],
    );
  });

  const broken: readonly (readonly [what: string, state: string, path: string])[] = [
    ['another category', '{ name: a, category: new }', 'states.0.category'],
    ['the name of a category', '{ name: pending, category: open }', 'states.0.name'],
    [
      'somebody to wait for while open',
      '{ name: a, category: open, waitsFor: engineering }',
      'states.0.waitsFor',
    ],
    ['a name twice', '{ name: a, category: open }, { name: a, category: solved }', 'states.1.name'],
  ];
  for (const [what, state, path] of broken) {
    it(`are refused with ${what}`, () => {
      assert.deepEqual(
        problemsOf(policyText(`states: [${state}]\n`)).map((problem) => problem.path),
        [path],
      );
    });
  }
});
