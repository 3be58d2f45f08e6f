import assert from 'node:assert/strict';

import { parsePolicy } from '@tierline/contracts';
import { agentId, teamId } from '@tierline/domain';
import { policyText, TEAMS } from '@tierline/testkit';

import { problemsOf } from './broken-policy.ts';

const TEXT = policyText(TEAMS);

/** What is wrong with the policy file after some of its text was replaced. */
function changed(from: string, to: string): readonly (readonly [string, string])[] {
  assert.ok(TEXT.includes(from), from);
  return problemsOf(TEXT.replace(from, to)).map(({ path, message }) => [path, message]);
}

describe('the staff of a policy file', () => {
  it('is teams, skills, shifts, dated roles and leavers', () => {
    const { policy } = parsePolicy(TEXT);
    const billing = policy.teams.get(teamId('billing'));
    assert.deepEqual(
      [billing?.assignment, billing?.calendar, billing?.afterHours],
      ['push', 'office', 'front'],
    );
    assert.deepEqual(policy.agents.get(agentId('t1-gus'))?.skills, { books: 2 });
    assert.deepEqual(policy.agents.get(agentId('t1-hal'))?.changes, [
      { from: Date.parse('2026-03-03T00:00:00Z'), tier: 'T2' },
    ]);
    assert.equal(policy.agents.get(agentId('t1-ivy'))?.until, Date.parse('2026-03-02T18:00:00Z'));
  });

  it('needs nothing said: every file from before is valid, and silence that loses tickets is being offline', () => {
    const { assignment, effort, teams } = parsePolicy(policyText()).policy;
    assert.deepEqual(assignment, { claimOffShift: 'allow', onLeave: 'queue' });
    assert.deepEqual([effort.usual, teams.size], [1, 0]);
    assert.equal(parsePolicy(TEXT).policy.assignment.offlineAfter, 3_600_000);
  });

  const WRONG: readonly (readonly [string, string, string, string, RegExp])[] = [
    ['an agent in an unknown team', 'team: billing,', 'team: sales,', 'agents.6.team', /not under teams/],
    [
      'an agent in a team of another tier',
      'tier: T1, team: billing',
      'tier: T2, team: billing',
      'agents.6.team',
      /works on T1 and not on T2/,
    ],
    [
      'a promotion into an unknown team',
      'tier: T2 }] }',
      'tier: T2, team: x }] }',
      'agents.7.changes.0.team',
      /not under teams/,
    ],
    [
      'overflow to an unknown team',
      'overflow: [{ team: billing',
      'overflow: [{ team: sales',
      'teams.0.overflow.0.team',
      /not under teams/,
    ],
    [
      'an unknown after-hours team',
      'afterHours: front',
      'afterHours: night',
      'teams.1.afterHours',
      /not under teams/,
    ],
    [
      'a shift on an unknown calendar',
      'calendar: office, afterHours',
      'calendar: nights, afterHours',
      'teams.1.calendar',
      /not under calendars/,
    ],
    ['a team that comes twice', 'id: billing, name', 'id: front, name', 'teams.1.id', /used twice/],
    [
      'a rule that needs what nobody there has',
      'tier: T3 }\n',
      'tier: T3, needs: { network: 1 } }\n',
      'routing.0.needs',
      /nobody in T3/,
    ],
    [
      'a moment without an offset',
      'from: 2026-03-03T00:00:00Z',
      'from: 2026-03-03',
      'agents.7.changes.0.from',
      /offset/,
    ],
    ['a level of nothing', 'books: 2', 'books: 0', 'agents.6.skills.books', />=1/],
  ];
  for (const [what, from, to, path, says] of WRONG) {
    it(`is refused for ${what}, and where`, () => {
      const problem = changed(from, to).find(([at]) => at === path);
      assert.match(problem?.[1] ?? JSON.stringify(changed(from, to)), says);
    });
  }

  it('is refused for roles that are not in the order of time', () => {
    const roles = 'from: 2026-03-03T00:00:00Z, tier: T2 }';
    assert.deepEqual(changed(roles, `${roles}, { from: 2026-03-01T00:00:00Z, tier: T1 }`), [
      ['agents.7.changes', 'must be in the order of time'],
    ]);
  });

  it('may need in a rule what one agent of the team has', () => {
    const rule =
      '  - { name: bills, when: { text: [invoice] }, tier: T1, team: billing, needs: { books: 2 } }\n';
    assert.deepEqual(changed('routing:\n', `routing:\n${rule}`), []);
    assert.equal(changed('routing:\n', `routing:\n${rule.replace('books: 2', 'books: 3')}`).length, 1);
  });
});
