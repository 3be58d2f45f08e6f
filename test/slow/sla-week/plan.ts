import type { NewTicket } from '@tierline/client';
import { type Instant, instant, type Priority } from '@tierline/domain';

import { BEGINS, berlin, CLIMBS, local } from './company.ts';

/** Something that whoever has the ticket in hand does with it, after so many minutes of their working time. */
export interface Move {
  readonly after: number;
  readonly do: 'reply' | 'note' | { readonly prioritise: Priority };
}

/** What is done with a ticket while it is in somebody's hands, and how it leaves them. */
export interface Visit {
  readonly moves: readonly Move[];
  readonly after: number;
  readonly end:
    | 'ask'
    | 'hold for engineering'
    | 'hold for a supplier'
    | 'escalate'
    | 'solve'
    | 'answer and solve';
  /** When whom it then waits for is heard of, in minutes; absent: never. A solved ticket is re-opened then. */
  readonly back?: number;
  /** The solution is taken back by the agent, and not by the customer. */
  readonly mistake?: true;
}

export interface PlannedTicket {
  readonly at: Instant;
  readonly body: NewTicket;
  /** Minutes from its opening after which its customer writes again, whatever became of it by then. */
  readonly writes: readonly number[];
  /** One after the other, as it comes into somebody's hands. */
  readonly visits: readonly Visit[];
}

/** By which tag a ticket knows its place in the plan. */
const numberTag = (number: number) => `n${number}`;

export function numberOf(tags: readonly string[]): number | undefined {
  const tag = tags.find((one) => /^n\d+$/.test(one));
  return tag === undefined ? undefined : Number(tag.slice(1));
}

const LAST_OPENING = local('2026-03-31T12:00+02:00');
const MOST_VISITS = 5;

/** The tickets of the week in the order in which they are opened: most by day, some in every night. */
export function planWeek(seed: number, count: number): readonly PlannedTicket[] {
  const random = stream(seed);
  const between = (from: number, to: number) => Math.round(from + random() * (to - from));
  const pick = (items: readonly [Priority, ...Priority[]]): Priority =>
    items[Math.floor(random() * items.length)] ?? items[0];

  function openedAt(): Instant {
    for (;;) {
      const at = instant(between(BEGINS, LAST_OPENING));
      const [day, hour] = [berlin(at).getUTCDay(), berlin(at).getUTCHours()];
      const byDay = day >= 1 && day <= 5 && hour >= 8 && hour < 18;
      if (byDay || random() < 0.25) return at;
    }
  }

  function move(climbs: boolean): Move {
    const after = between(10, 60);
    // Both a ladder and a hand that change the priority would make a change of hand no change at all.
    if (!climbs && random() < 0.15)
      return { after, do: { prioritise: pick(['low', 'normal', 'high', 'urgent']) } };
    return { after, do: random() < 0.7 ? 'reply' : 'note' };
  }

  function visit(climbs: boolean): Visit {
    const moves = Array.from({ length: between(0, 2) }, () => move(climbs));
    const after = between(15, 120);
    const drawn = random();
    if (drawn < 0.35)
      return { moves, after, end: 'ask', ...(random() < 0.85 && { back: between(60, 1800) }) };
    if (drawn < 0.45) return { moves, after, end: 'hold for engineering', back: between(120, 2000) };
    if (drawn < 0.55) return { moves, after, end: 'hold for a supplier', back: between(120, 2000) };
    if (drawn < 0.65) return { moves, after, end: 'escalate' };
    const end = random() < 0.6 ? 'answer and solve' : 'solve';
    const again = random();
    if (again < 0.25) return { moves, after, end, back: between(30, 1200) };
    return again < 0.4 ? { moves, after, end, back: between(20, 400), mistake: true } : { moves, after, end };
  }

  function ticket(at: Instant, number: number): PlannedTicket {
    const climbs = random() < 0.18;
    const priority = pick(['low', 'normal', 'normal', 'high', 'high', 'urgent']);
    return {
      at,
      body: {
        subject: random() < 0.12 ? 'The webhook does not come' : 'A question',
        description: `Case ${number}: what now?`,
        requester: `customer-${number}@example.com`,
        priority,
        ...(random() < 0.3 && { plan: 'enterprise' }),
        tags: [numberTag(number), ...(climbs ? [CLIMBS] : [])],
      },
      writes: random() < 0.3 ? [between(20, 1500)] : [],
      visits: Array.from({ length: MOST_VISITS }, () => visit(climbs)),
    };
  }

  return Array.from({ length: count }, openedAt)
    .toSorted((a, b) => a - b)
    .map(ticket);
}

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
function stream(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
