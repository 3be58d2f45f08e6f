import assert from 'node:assert/strict';

import { ROUTES } from '@tierline/contracts';
import { instant, route, type Tier, TIERS } from '@tierline/domain';
import { deskCalendar, workingDaysAfter } from '@tierline/model';
import { loadPreset, type Preset } from '@tierline/presets';
import { CATALOGUE, type GeneratedTicket, generateTickets, topicOf } from '@tierline/replay';

const COUNT = 5_000;

describe('generated tickets', () => {
  let preset: Preset;
  let tickets: readonly GeneratedTicket[];

  before(async () => {
    preset = await loadPreset('saas');
    tickets = generate(preset, { seed: 1 });
  });

  const routed = ({ request, at }: GeneratedTicket) =>
    route({ ...request, tags: [], openedAt: at }, preset.policy.routing);

  it('are the same for the same seed and others for another', () => {
    assert.deepEqual(generate(preset, { seed: 1, count: 300 }), generate(preset, { seed: 1, count: 300 }));
    assert.notDeepEqual(generate(preset, { seed: 2, count: 300 }), generate(preset, { seed: 1, count: 300 }));
  });

  it('keep their texts, tiers and times when the mix of plans changes', () => {
    const { scenario } = preset;
    const changed = { ...preset, scenario: { ...scenario, load: { ...scenario.load, plans: { free: 1 } } } };
    assert.deepEqual(
      generate(changed, { seed: 1, count: 300 }).map(withoutPlan),
      generate(preset, { seed: 1, count: 300 }).map(withoutPlan),
    );
  });

  it('are numbered in order of arrival', () => {
    assert.ok(
      tickets.every(({ number, at }, index) => number === index + 1 && at >= (tickets[index - 1]?.at ?? 0)),
    );
  });

  it('are what the API accepts', () => {
    for (const { request } of tickets) ROUTES.createTicket.body.parse({ ...request, tags: ['replay-x-1'] });
  });

  it('come in the shares of the scenario', () => {
    const { split, obvious } = preset.scenario.load;
    for (const tier of TIERS)
      near(
        shareOf(tickets, ({ trueTier }) => trueTier === tier),
        split[tier],
        COUNT,
      );
    for (const tier of ['T2', 'T3'] as const) {
      const all = tickets.filter(({ trueTier }) => trueTier === tier);
      near(
        shareOf(all, (ticket) => ticket.obvious),
        obvious[tier],
        all.length,
      );
    }
  });

  it('of T1 match no rule of the policy, nor do harder ones that look routine', () => {
    for (const ticket of tickets) {
      if (!ticket.obvious) assert.equal(routed(ticket).by, 'default', ticket.topic);
    }
  });

  it('go straight to their own tier when their text is obvious', () => {
    for (const ticket of tickets) {
      if (ticket.obvious) assert.equal(routed(ticket).tier, ticket.trueTier, ticket.topic);
    }
  });

  it('use every rule of the policy', () => {
    const used = new Set(tickets.map((ticket) => routed(ticket).rule));
    assert.deepEqual(
      preset.policy.routing.map(({ name }) => name).filter((name) => !used.has(name)),
      [],
    );
  });

  it('are recognised by their text alone', () => {
    for (const { request, topic } of tickets) assert.equal(topicOf(request)?.id, topic, request.subject);
  });

  it('are about every topic', () => {
    const seen = new Set(tickets.map(({ topic }) => topic));
    for (const tier of TIERS) for (const { id } of CATALOGUE[tier]) assert.ok(seen.has(id), id);
  });
});

describe('topic', () => {
  it('is unknown for a text about something else', () => {
    assert.equal(
      topicOf({ subject: 'A question', description: 'Do you have an office in Berlin?' }),
      undefined,
    );
  });

  it('is read from the description when the subject says nothing', () => {
    assert.equal(
      topicOf({ subject: 'Help!', description: 'We have a MEMORY LEAK here' })?.id,
      'agent-memory',
    );
  });

  it('has signs that no text of another topic has, and one in each of its subjects', () => {
    const topics = TIERS.flatMap((tier: Tier) => CATALOGUE[tier]);
    for (const topic of topics) {
      for (const { subject } of [...topic.plain, ...topic.obvious]) {
        assert.ok(
          topic.signs.some((sign) => subject.toLowerCase().includes(sign)),
          `${topic.id}: ${subject}`,
        );
      }
      const others = topics
        .filter((other) => other !== topic)
        .flatMap(({ plain, obvious }) => [...plain, ...obvious]);
      for (const { subject, body } of others) {
        for (const sign of topic.signs)
          assert.ok(!`${subject} ${body}`.toLowerCase().includes(sign), `${sign} in ${subject}`);
      }
    }
  });
});

function generate(
  { scenario, policy }: Preset,
  { seed, count = COUNT }: { readonly seed: number; readonly count?: number },
): GeneratedTicket[] {
  const days = workingDaysAfter(deskCalendar(policy), instant(Date.parse('2026-03-02T00:00:00Z')), 2);
  return generateTickets({ scenario, seed, count, days });
}

function withoutPlan({ request, ...ticket }: GeneratedTicket): object {
  return { ...ticket, request: { ...request, plan: '' } };
}

function shareOf<T>(all: readonly T[], which: (one: T) => boolean): number {
  return all.filter(which).length / all.length;
}

/** Within four standard errors. */
function near(share: number, expected: number, count: number): void {
  assert.ok(
    Math.abs(share - expected) < 4 * Math.sqrt((expected * (1 - expected)) / count),
    `${share} is not near ${expected}`,
  );
}
