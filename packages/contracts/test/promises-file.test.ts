import assert from 'node:assert/strict';

import { calendarNameOf, parsePolicy, policyProblems } from '@tierline/contracts';
import {
  instant,
  promiseOf,
  type RoutingFacts,
  type SlaPolicy,
  slaPolicyFor,
  type SlaTarget,
} from '@tierline/domain';
import { LADDERS, MONDAY, aRequest, policyText } from '@tierline/testkit';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const text = policyText('', { promises: LADDERS });
const { policy } = parsePolicy(text);
const facts = (fields: Partial<RoutingFacts> = {}): RoutingFacts => ({
  ...aRequest(),
  openedAt: instant(MONDAY),
  ...fields,
});
const [enterprise, everybody] = policy.sla;

/** A target in short. */
const short = (target: SlaTarget | undefined) =>
  target && [target.target / HOUR, calendarNameOf(target.calendar), target.pausedWhile.join('+')];

/** The problems of that text with one part replaced: each with its place. */
function problems(part: string, by: string): readonly string[] {
  assert.ok(text.includes(part), part);
  return policyProblems(text.replace(part, by)).map(
    ({ path, message, line }) => `${line} ${path}: ${message}`,
  );
}

describe('the promises of a policy file', () => {
  it('are those of the first SLA policy that applies, and of all others else', () => {
    const names = [facts({ plan: 'enterprise' }), facts({ tags: ['vip'] }), facts()].map(
      (ticket) => slaPolicyFor(ticket, policy).name,
    );
    assert.deepEqual(names, ['enterprise', 'enterprise', 'default']);
  });

  it('say of each what its own line says, else the file, else the policies for all', () => {
    assert.ok(enterprise && everybody);
    const normal = (sla: SlaPolicy) =>
      Object.fromEntries(
        Object.entries(sla.priorities.normal).map(([name, target]) => [name, short(target)]),
      );
    assert.deepEqual(normal(everybody), {
      firstResponse: [4, 'office', 'pending+on-hold'],
      nextResponse: [4, 'office', 'pending+on-hold'],
      update: [12, 'office', 'pending'],
      resolution: [24, 'office', 'pending+on-hold'],
    });
    assert.deepEqual(normal(enterprise), {
      firstResponse: [1, 'always', 'pending+on-hold'],
      nextResponse: [4, 'office', 'pending+on-hold'],
      resolution: [24, 'office', 'pending+on-hold'],
    });
    assert.deepEqual(short(everybody.priorities.high.resolution), [8, 'always', '']);
    assert.deepEqual(
      [short(everybody.tiers.T2), short(enterprise.tiers.T1)],
      [
        [4, 'always', 'on-hold'],
        [0.5, 'always', 'pending+on-hold'],
      ],
    );
    assert.deepEqual(short(enterprise.suppliers.engineering), [16, 'office', '']);
  });

  it('name the SLA policy and the version that made them', () => {
    const targets = policy.sla.map(({ priorities }) => priorities.normal.resolution?.source);
    assert.deepEqual(
      targets.map((source) => [source?.policy, source?.version]),
      [
        ['enterprise', policy.version],
        ['default', policy.version],
      ],
    );
  });

  it('turn the places of a ladder into working time, in order, each under its name', () => {
    const steps = everybody?.priorities.normal.resolution?.ladder?.map(({ name, after }) => [
      name,
      after / HOUR,
    ]);
    assert.deepEqual(steps, [
      ['50%', 12],
      ['-10m', 24 - 1 / 6],
      ['100%', 24],
      ['+1h', 25],
    ]);
    assert.deepEqual(
      enterprise?.tiers.T1.ladder?.map(({ name, after, only }) => [name, after / MINUTE, only]),
      [
        ['nobody came', 15, 'untouched'],
        ['200%', 60, undefined],
      ],
    );
  });

  it('give no ladder to tiers and suppliers that name none', () => {
    assert.deepEqual(
      [everybody?.tiers.T3.ladder, everybody?.suppliers.engineering?.ladder],
      [undefined, undefined],
    );
    assert.equal(everybody?.suppliers['third-party']?.ladder?.length, 1);
  });

  it('of a supplier depend on whom the ticket waits for', () => {
    assert.ok(everybody);
    const waiting = (waitsFor?: 'engineering' | 'third-party' | 'incident') =>
      promiseOf(
        'supplier',
        { ...facts(), state: { kind: 'on-hold', ...(waitsFor && { waitsFor }) } },
        everybody,
      );
    assert.deepEqual(
      [waiting('engineering'), waiting('third-party'), waiting('incident'), waiting()].map(
        (target) => target && target.target / HOUR,
      ),
      [16, 8, undefined, undefined],
    );
  });
});

describe('a broken promise of a policy file is named with its place:', () => {
  const CASES: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'a target of nothing',
      'resolution: 24h',
      'resolution: 0h',
      /promises\.priorities\.normal\.resolution\.?.*above zero/,
    ],
    [
      'a target below nothing',
      'resolution: 24h',
      "resolution: '-4h'",
      /promises\.priorities\.normal\.resolution.*above zero/,
    ],
    [
      'a target that is none',
      'resolution: 24h',
      'resolution: soon',
      /promises\.priorities\.normal\.resolution.*length of time/,
    ],
    [
      'none where everybody must have one',
      'resolution: 24h',
      'resolution: none',
      /promises\.priorities\.normal\.resolution/,
    ],
    [
      'an object without a target',
      'update: { target: 12h, pausedWhile: [pending] }',
      'update: { pausedWhile: [pending] }',
      /promises\.priorities\.normal\.update\.target/,
    ],
    [
      'a key that there is not',
      'update: { target: 12h, ',
      'update: { target: 12h, until: 5, ',
      /promises\.priorities\.normal\.update\.until: is not a known key/,
    ],
    [
      'a state that pauses nothing',
      'pausedWhile: [pending] }',
      'pausedWhile: [solved] }',
      /promises\.priorities\.normal\.update\.pausedWhile/,
    ],
    ['a warning after the end', 'warnAfter: 0.75', 'warnAfter: 1.5', /promises\.warnAfter/],
    [
      'an unknown calendar',
      'resolution: { target: 4h, calendar: always }',
      'resolution: { target: 4h, calendar: nights }',
      /promises\.priorities\.urgent\.resolution\.calendar: names the calendar nights/,
    ],
    [
      'an unknown ladder',
      'third-party: { target: 8h, ladder: supplier }',
      'third-party: { target: 8h, ladder: rope }',
      /promises\.suppliers\.third-party\.ladder: names the ladder rope/,
    ],
    [
      'an unknown pager',
      '{ notify: team }, raise-priority',
      '{ page: oncall }',
      /promises\.ladders\.customer\.1\.do\.0\.page: names the pager oncall/,
    ],
    [
      'an unknown action',
      '{ notify: team }, raise-priority',
      'pray',
      /promises\.ladders\.customer\.1\.do\.0: must be/,
    ],
    [
      'somebody who cannot be told',
      '{ notify: team }, raise-priority',
      '{ notify: everybody }',
      /promises\.ladders\.customer\.1\.do\.0: must be/,
    ],
    [
      'a step without a place',
      'at: 50%, do',
      'at: soon, do',
      /promises\.ladders\.customer\.0\.at: must be a share/,
    ],
    [
      'a step at nothing',
      'at: 50%, do',
      "at: '0%', do",
      /promises\.ladders\.customer\.0\.at: must be a share/,
    ],
    [
      'a step before the beginning',
      'urgent: { firstResponse: 15m',
      'urgent: { firstResponse: 5m',
      /promises\.priorities\.urgent\.firstResponse: is 5m, and the step -10m of the ladder customer would come before it begins/,
    ],
    [
      'an unknown condition of a step',
      'only: untouched',
      'only: boring',
      /promises\.ladders\.hand-up\.0\.only/,
    ],
    [
      'two steps of one name',
      '- { at: 100%, only: unanswered',
      '- { at: 50%, only: unanswered',
      /promises\.ladders\.customer\.2\.at: .*50%/,
    ],
    [
      'a ladder without steps',
      '    supplier:\n      - { at: 100%, do: [{ notify: holder }] }',
      '    supplier: []',
      /promises\.ladders\.supplier/,
    ],
    [
      'an SLA policy without a condition',
      '      when: { any: [{ plans: [enterprise] }, { tags: [vip] }] }\n',
      '',
      /promises\.policies\.0\.when/,
    ],
    [
      'an SLA policy that takes the name of the one for all',
      'name: enterprise',
      'name: default',
      /promises\.policies\.0\.name/,
    ],
    [
      'a calendar that a condition names and that there is not',
      '{ tags: [vip] }',
      '{ received: { within: nights } }',
      /promises\.policies\.0\.when.*nights/,
    ],
    [
      'somebody to wait for who is nobody',
      'suppliers: { engineering: 16h',
      'suppliers: { weather: 16h',
      /promises\.suppliers/,
    ],
  ];
  for (const [name, part, by, expected] of CASES) {
    it(name, () => {
      const found = problems(part, by);
      assert.ok(
        found.some((problem) => expected.test(problem)),
        found.join('\n') || 'no problem at all',
      );
      for (const problem of found) assert.match(problem, /^\d+ /);
    });
  }

  it('two SLA policies of one name', () => {
    const twice = text.replace(
      '  ladders:',
      '    - { name: enterprise, when: { plans: [gold] } }\n  ladders:',
    );
    assert.deepEqual(
      policyProblems(twice).map(({ path }) => path),
      ['promises.policies.1.name'],
    );
  });
});
