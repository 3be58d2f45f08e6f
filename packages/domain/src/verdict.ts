import {
  CLOCK_NAMES,
  type ClockName,
  cycleOf,
  type SlaClock,
  type SlaClocks,
  type Verdict,
  verdictOf,
} from './sla-clock.ts';

/**
 * The promises of which a change made known what became of them, those that it replaced by the next of their name
 * included. Over all changes of a ticket each is told once; again where a ticket comes
 * back or another target takes back what was known, and the promise is decided anew.
 */
export function newVerdicts(
  before: SlaClocks,
  after: SlaClocks,
): readonly { readonly clock: ClockName; readonly verdict: Verdict }[] {
  return CLOCK_NAMES.flatMap((clock) =>
    verdictsOf(before[clock], after[clock]).map((verdict) => ({ clock, verdict })),
  );
}

function verdictsOf(before: SlaClock | undefined, after: SlaClock | undefined): readonly Verdict[] {
  if (after === undefined || after === before) return [];
  const isNext = before !== undefined && cycleOf(after) !== cycleOf(before);
  const replaced = isNext && verdictOf(before) === undefined ? replacedBy(before, after) : undefined;
  const own = isNext || verdictOf(before) === undefined ? verdictOf(after) : undefined;
  return [replaced, own].filter((verdict) => verdict !== undefined);
}

/** What the next promise of the same name says of the one before it. */
function replacedBy(before: SlaClock, after: SlaClock): Verdict | undefined {
  const past = before.earlier ?? { met: 0, missed: 0 };
  const { met, missed } = after.earlier ?? past;
  if (missed > past.missed) return 'missed';
  return met > past.met ? 'met' : undefined;
}
