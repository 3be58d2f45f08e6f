import assert from 'node:assert/strict';

import { changeInWords, policyDiff, policyValues } from '@tierline/contracts';
import * as fc from 'fast-check';

import { broken, TEXT } from './broken-policy.ts';

const diff = (before: string, after: string) => policyDiff(policyValues(before), policyValues(after));
const words = (...edits: readonly (readonly [string, string])[]) =>
  diff(TEXT, broken(...edits)).map(changeInWords);

const INTEGRATIONS = "  - { name: integrations, when: { text: [webhook, 'single sign-on'] }, tier: T2 }\n";
const SECURITY = '  - { name: security, when: { text: [data breach] }, tier: T3 }\n';

describe('the difference of two policies', () => {
  for (const [what, edit, line] of [
    [
      'a promise',
      ['firstResponse: 4h', 'firstResponse: 2h'],
      '~ promises.priorities.normal.firstResponse: 4h -> 2h',
    ],
    [
      'an agent who is new',
      ['agents:\n', 'agents:\n  - { id: t1-zoe, name: Zoe, tier: T1, capacity: 3 }\n'],
      '+ agents.t1-zoe: {"id":"t1-zoe","name":"Zoe","tier":"T1","capacity":3}',
    ],
    ["an agent's tier", ['name: Ben, tier: T1', 'name: Ben, tier: T2'], '~ agents.t1-ben.tier: T1 -> T2'],
    [
      'a rule that is gone',
      [SECURITY, ''],
      '- routing.security: {"name":"security","when":{"text":["data breach"]},"tier":"T3"}',
    ],
    [
      'a section that is new',
      ['escalation:', 'life: { closeAfter: 24h }\nescalation:'],
      '+ life: {"closeAfter":"24h"}',
    ],
    [
      'a list of words',
      ['[data breach]', '[data breach, leak]'],
      '~ routing.security.when.text: ["data breach"] -> ["data breach","leak"]',
    ],
  ] as const)
    it(`tells ${what} in one line`, () => assert.deepEqual(words(edit), [line]));

  it('tells that a rule comes earlier, because the first that matches decides', () => {
    assert.deepEqual(words([SECURITY + INTEGRATIONS, INTEGRATIONS + SECURITY]).length, 1);
    const [change] = diff(TEXT, broken([SECURITY + INTEGRATIONS, INTEGRATIONS + SECURITY]));
    assert.deepEqual(
      [
        change?.kind,
        change?.section,
        change?.kind === 'moved' && [change.before, change.after].toSorted((a, b) => a - b),
      ],
      ['moved', 'routing', [1, 2]],
    );
  });

  it('is nothing where only comments, spelling, or the order of agents differ', () => {
    const ada = '  - { id: t1-ada, name: Ada, tier: T1, capacity: 2 }\n';
    const ben = '  - { id: t1-ben, name: Ben, tier: T1, capacity: 2 }\n';
    assert.deepEqual(words([ada + ben, `${ben}  # she was first\n${ada}`]), []);
  });

  it('is empty exactly for equal values, and the same things the other way round', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }));
    const file = fc.dictionary(
      fc.constantFrom('calendars', 'agents', 'life'),
      fc.oneof(
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), value),
        fc.uniqueArray(fc.record({ id: fc.constantFrom('x', 'y', 'z'), v: value }), {
          selector: ({ id }) => id,
        }),
      ),
    );
    const opposite = { added: 'removed', removed: 'added', changed: 'changed', moved: 'moved' } as const;
    fc.assert(
      fc.property(file, file, (one, other) => {
        assert.deepEqual(policyDiff(one, one), []);
        const there = policyDiff(one, other).map(({ path, kind }) => `${kind} ${path}`);
        const back = policyDiff(other, one).map(({ path, kind }) => `${opposite[kind]} ${path}`);
        assert.deepEqual(there.toSorted(), back.toSorted());
      }),
    );
  });
});
