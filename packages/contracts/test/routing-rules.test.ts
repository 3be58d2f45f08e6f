import assert from 'node:assert/strict';

import { parsePolicy } from '@tierline/contracts';
import { route } from '@tierline/domain';
import { aRequest, MONDAY, policyText } from '@tierline/testkit';

import { lineOf, problemsOf } from './broken-policy.ts';

/** The policy file with this as the condition of its first rule. */
function withCondition(when: string): string {
  return policyText().replace('{ text: [data breach] }', when);
}

describe('a routing rule in the policy file', () => {
  it('may ask for all, any or none of conditions on any field', () => {
    const text = withCondition(`
      { all: [
        { any: [
          { field: fields.seats, greater: 500 },
          { field: requester.domain, in: [Example.com, example.org] },
          { plans: [enterprise] } ] },
        { not: { field: subject, startsWith: 're:' } },
        { received: { within: office } } ] }`);
    const { policy } = parsePolicy(`${text}fields: [{ name: seats, label: Seats, type: number }]\n`);
    const ruleFor = (fields: object) => route({ ...aRequest(fields), openedAt: MONDAY }, policy.routing).rule;
    assert.equal(ruleFor({ requester: 'a@example.com' }), 'security');
    assert.equal(ruleFor({ requester: 'a@b.example' }), 'default');
    assert.equal(ruleFor({ requester: 'a@b.example', fields: { seats: 501 } }), 'security');
    assert.equal(ruleFor({ subject: 'Re: hello', plan: 'enterprise' }), 'default');
  });

  it('may set priority and tags', () => {
    const text = policyText().replace(
      'tier: T3 }\n  - {',
      'tier: T3, priority: urgent, tags: [incident] }\n  - {',
    );
    const { policy } = parsePolicy(text);
    assert.deepEqual([policy.routing[0]?.priority, policy.routing[0]?.tags], ['urgent', ['incident']]);
  });

  const BROKEN: readonly (readonly [when: string, path: string, message: RegExp])[] = [
    ['{ colour: red }', 'routing.0.when.colour', /not known here; a condition must be all, any or not/],
    ['{}', 'routing.0.when', /at least one condition/],
    ['breach', 'routing.0.when', /must be all, any or not/],
    ['{ all: [] }', 'routing.0.when.all', />=1/],
    [
      '{ all: [{ tags: [a] }, { field: moon, is: full }] }',
      'routing.0.when.all.1.field',
      /must be one of text, subject/,
    ],
    [
      '{ any: [{ not: { field: plan } }] }',
      'routing.0.when.any.0.not',
      /must ask something of the field: is, in/,
    ],
    ['{ field: plan, greater: 3 }', 'routing.0.when.greater', /not known here/],
    ['{ field: channel, is: pigeon }', 'routing.0.when.is', /expected one of/],
    ['{ field: text, matches: "(a+)+" }', 'routing.0.when.matches', /not known here/],
    [
      '{ field: fields.moon, is: 1 }',
      'routing.0.when.field',
      /names the field moon, which is not under fields/,
    ],
    ['{ received: { within: moonlight } }', 'routing.0.when.received.within', /names the calendar moonlight/],
    [
      '{ not: { not: { not: { not: { not: { not: { not: { not: { not: { tags: [a] } } } } } } } } } }',
      'routing.0.when.not.not.not.not.not.not.not.not.not',
      /nested deeper than 8/,
    ],
  ];
  for (const [when, path, message] of BROKEN) {
    it(`is refused with its place for ${when}`, () => {
      const text = withCondition(when);
      const [problem, ...others] = problemsOf(text);
      assert.equal(problem?.path, path);
      assert.match(problem.message, message);
      assert.equal(problem.line, lineOf(text, 'name: security'));
      assert.deepEqual(others, []);
    });
  }

  it('is refused, and nothing worse, when anchors make it endless', () => {
    for (const loop of [
      '&loop { not: *loop }',
      '&loop { all: [*loop, *loop, *loop, *loop, *loop, *loop, *loop] }',
    ])
      assert.deepEqual(
        problemsOf(withCondition(loop)).map(({ path }) => path),
        [''],
      );
  });
});

describe('the classifier in the policy file', () => {
  it('is off unless it is switched on, and sure from 0.8 on', () => {
    assert.deepEqual(parsePolicy(policyText()).policy.classifier, { use: 'off', minConfidence: 0.8 });
    const text = policyText('classifier: { use: m12, minConfidence: 0.6 }\n');
    assert.deepEqual(parsePolicy(text).policy.classifier, { use: 'm12', minConfidence: 0.6 });
  });

  it('names only a model', () => {
    assert.deepEqual(
      problemsOf(policyText('classifier: { use: newest, minConfidence: 0 }\n')).map(({ path }) => path),
      ['classifier.use', 'classifier.minConfidence'],
    );
  });
});
