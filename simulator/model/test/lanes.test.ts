import assert from 'node:assert/strict';

import type { Skills } from '@tierline/domain';
import { ScenarioError, simulate, type VisitRecord } from '@tierline/model';
import * as fc from 'fast-check';

import { hours, organisationOf } from './reference/desk.ts';

const MINUTE = 60_000;
const TEAMS = `
teams:
  - { id: billing, name: Billing, tier: T2 }
  - { id: network, name: Network, tier: T2 }
`;

interface Group {
  readonly count: number;
  readonly skills?: Skills;
  readonly team?: string;
}

/** Tickets of T2 that go straight there, of classes, and people of T2. */
function scenario(classes: readonly object[], groups: readonly Group[], load: object): object {
  return {
    load: {
      split: { T1: 0, T2: 1, T3: 0 },
      obvious: { T2: 1, T3: 0 },
      classes: classes.map((one) => ({ needs: 'T2', ...one })),
      ...load,
    },
    work: { handle: { T1: hours.constant(1), T2: hours.constant(1), T3: hours.constant(1) } },
    people: { groups: groups.map((group) => ({ tier: 'T2', calendar: 'always', ...group })) },
    run: { days: 4, warmUpDays: 0, drain: true },
  };
}

function visitsOf(of: object, more = ''): VisitRecord[] {
  const visits: VisitRecord[] = [];
  simulate(organisationOf(of, { more }), { seed: 1, replication: 0, record: (visit) => visits.push(visit) });
  return visits.toSorted((a, b) => a.ticket - b.ticket);
}

describe('people with skills', () => {
  const classes = [
    { name: 'router-trouble', skills: { network: 2 } },
    { name: 'invoices', skills: { billing: 1 } },
    { name: 'plain' },
  ];
  const recorded = (...names: string[]) => ({
    recorded: names.map((name, index) => ({ atMinutes: index, class: name })),
  });

  it('take what they know enough for, and leave the rest to others', () => {
    const groups = [
      { count: 1, skills: { network: 2 } },
      { count: 1, skills: { billing: 3, network: 1 } },
    ];
    const visits = visitsOf(
      scenario(classes, groups, recorded('router-trouble', 'router-trouble', 'invoices', 'plain')),
    );
    assert.deepEqual(
      visits.map(({ person, started, created }) => [person, (started - created) / MINUTE]),
      [
        [0, 0],
        [0, 59],
        [1, 0],
        // The first who comes free takes what came first of all that they may take: the network's own comes before.
        [1, 59],
      ],
    );
  });

  it('are not waited for where nobody on the tier has the skill: somebody must do it', () => {
    const visits = visitsOf(scenario(classes, [{ count: 1 }], recorded('router-trouble', 'invoices')));
    assert.deepEqual(
      visits.map(({ started, created }) => (started - created) / MINUTE),
      [0, 59],
    );
  });

  it('never work on what they cannot, and none who could is idle while a ticket waits', () => {
    const names = ['network', 'billing', 'sql'];
    const skills = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 2 }));
    const organisation = fc.record({
      needs: fc.array(skills, { minLength: 1, maxLength: 4 }),
      has: fc.array(skills, { minLength: 1, maxLength: 4 }),
      // One who knows everything, so that no need is dropped.
      rate: fc.constantFrom(0.5, 1.5),
    });
    fc.assert(
      fc.property(organisation, ({ needs, has, rate }) => {
        const all = Object.fromEntries(names.map((name) => [name, 2]));
        const people = [...has, all];
        const kinds = needs.map((asked, index) => ({ name: `kind-${index}`, skills: asked }));
        const organisationUnderTest = organisationOf(
          scenario(
            kinds,
            people.map((known) => ({ count: 1, skills: known })),
            { rates: { everyMinutes: 60, perHour: [rate * people.length] } },
          ),
        );
        const named = (kind: number) => organisationUnderTest.classes[kind]?.named ?? -1;
        const visits: (VisitRecord & { readonly asked: Skills })[] = [];
        simulate(organisationUnderTest, {
          seed: 3,
          replication: 0,
          record: (visit) => visits.push({ ...visit, asked: kinds[named(visit.kind)]?.skills ?? {} }),
        });
        const able = (person: number, asked: Skills) =>
          Object.entries(asked).every(([skill, level]) => (people[person]?.[skill] ?? 0) >= level);
        for (const { person, asked } of visits) assert.ok(person < 0 || able(person, asked));
        for (const { queued, started, asked } of visits) {
          if (started === queued) continue;
          const middle = (queued + started) / 2;
          for (const [person] of people.entries()) {
            if (!able(person, asked)) continue;
            const isBusy = visits.some(
              (other) => other.person === person && other.started <= middle && middle <= other.ended,
            );
            assert.ok(isBusy, `${person} was free`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('teams of a tier', () => {
  const classes = [{ name: 'lines', team: 'network' }, { name: 'invoices' }];

  it('have a queue each: what names no team is the first team’s', () => {
    const groups = [
      { count: 1, team: 'billing' },
      { count: 1, team: 'network' },
    ];
    const recorded = ['invoices', 'invoices', 'lines'].map((name, index) => ({
      atMinutes: index,
      class: name,
    }));
    const visits = visitsOf(scenario(classes, groups, { recorded }), TEAMS);
    assert.deepEqual(
      visits.map(({ person, started, created }) => [person, (started - created) / MINUTE]),
      [
        [0, 0],
        [0, 59],
        [1, 0],
      ],
    );
  });

  it('are reported with their waits and utilisation, and classes with their times', () => {
    const groups = [
      { count: 2, team: 'billing' },
      { count: 1, team: 'network' },
    ];
    const { figures } = simulate(
      organisationOf(scenario(classes, groups, { rates: { everyMinutes: 60, perHour: [1.5] } }), {
        more: TEAMS,
      }),
      { seed: 1, replication: 0 },
    );
    assert.equal(
      (figures['lines.tickets'] ?? 0) + (figures['invoices.tickets'] ?? 0),
      figures['all.tickets'],
    );
    assert.ok((figures['network.utilisation'] ?? 0) > (figures['billing.utilisation'] ?? 1));
    assert.ok((figures['network.wait.mean'] ?? 0) > (figures['billing.wait.mean'] ?? Infinity));
  });

  it('are named by the scenario as the policy has them, or the scenario is refused', () => {
    const refused = (groups: readonly Group[], kinds: readonly object[] = classes) =>
      assert.throws(
        () =>
          organisationOf(scenario(kinds, groups, { rates: { everyMinutes: 60, perHour: [1] } }), {
            more: TEAMS,
          }),
        ScenarioError,
      );
    refused([{ count: 1, team: 'sales' }]);
    refused([{ count: 1, team: 'billing' }]);
    refused([{ count: 1, team: 'network' }], [{ name: 'network', team: 'network' }]);
  });
});

describe('a class of tickets', () => {
  const load = { rates: { everyMinutes: 60, perHour: [2] } };

  it('takes its own time, and the others the tier’s', () => {
    const classes = [{ name: 'long', handle: hours.constant(3) }, { name: 'short' }];
    const visits = visitsOf(scenario(classes, [{ count: 6 }], load));
    assert.deepEqual(
      new Set(visits.map(({ started, ended }) => Math.round((ended - started) / MINUTE))),
      new Set([60, 180]),
    );
  });

  it('has figures of its own tickets only, and none of those that have no class', () => {
    const hour = hours.constant(1);
    const organisation = organisationOf({
      load: { ...load, split: { T1: 0.5, T2: 0.5, T3: 0 }, classes: [{ name: 'upper', needs: 'T2' }] },
      work: { handle: { T1: hour, T2: hour, T3: hour } },
      people: { groups: ['T1', 'T2'].map((tier) => ({ tier, count: 6, calendar: 'always' })) },
      run: { days: 4, warmUpDays: 0, drain: true },
    });
    const { figures } = simulate(organisation, { seed: 1, replication: 0 });
    assert.ok((figures['T1.tickets'] ?? 0) > 0);
    assert.equal(figures['upper.tickets'], figures['T2.tickets']);
    assert.equal(figures['all.tickets'], (figures['T1.tickets'] ?? 0) + (figures['T2.tickets'] ?? 0));
  });

  it('may be split into two that are alike without changing anything', () => {
    const digest = (classes: readonly object[]) =>
      simulate(organisationOf(scenario(classes, [{ count: 3 }], load)), {
        seed: 4,
        replication: 1,
        hash: true,
      }).digest;
    const handle = hours.lognormal(1.1);
    assert.equal(
      digest([
        { name: 'one', handle, weight: 0.25 },
        { name: 'two', handle, weight: 0.75 },
      ]),
      digest([{ name: 'whole', handle }]),
    );
  });
});
