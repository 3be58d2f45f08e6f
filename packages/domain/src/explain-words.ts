import { Temporal } from 'temporal-polyfill';

import type { ClockMark, ClockSpan, ExplainedClock, Promised, Retargeting } from './explanation.ts';
import type { ClockName } from './sla-clock.ts';
import type { Instant } from './time.ts';

const LABELS: Readonly<Record<ClockName, string>> = {
  firstResponse: 'First response',
  nextResponse: 'Next response',
  update: 'Update',
  resolution: 'Resolution',
  tier: 'Tier target',
  supplier: 'Supplier',
};

/** So many stretches are told one by one; of more, only how many there were. */
const MOST_TOLD = 4;

/**
 * A promise in a few plain sentences: what was promised, what was counted where, how long it waited, what became of it.
 * Moments are ISO 8601 in UTC. `calendarName` gives the name of a calendar by its key.
 */
export function clockInWords(
  clock: ExplainedClock,
  now: Instant,
  calendarName: (key: string) => string,
): string {
  const { promised, cycle, retargetings, takenFrom } = clock;
  const label = `${LABELS[clock.clock]}${cycle > 1 ? `, time ${cycle}` : ''}`;
  return [
    `${label}: ${lengthInWords(promised.target)} promised (${sourceInWords(promised, calendarName)}).`,
    ...(takenFrom === undefined ? [] : [`It came with ticket ${takenFrom}, which was merged into this one.`]),
    ...retargetings.map(retargeted),
    `${countedInWords(clock, calendarName)}${pausesInWords(clock)}.`,
    ...clock.marks.map(marked),
    stateInWords(clock, now),
  ].join(' ');
}

/** A length of time, such as `2h 10m`; what is below a second is left out. */
export function lengthInWords(length: number): string {
  const seconds = Math.floor(length / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const words = parts.flatMap(([amount, unit]) => (amount === 0 ? [] : [`${amount}${unit}`])).join(' ');
  return words === '' ? '0s' : words;
}

/** A moment in ISO 8601, in UTC. */
function momentInWords(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

function sourceInWords({ calendar, source }: Promised, calendarName: (key: string) => string): string {
  const on = `calendar ${calendarName(calendar)}`;
  return source === undefined ? on : `policy ${source.policy}, version ${source.version}, ${on}`;
}

function retargeted({ at, from, to, why }: Retargeting): string {
  const when = momentInWords(at);
  return from.target === to.target
    ? `At ${when} its terms became others (${why}).`
    : `At ${when} it became ${lengthInWords(to.target)} instead of ${lengthInWords(from.target)} (${why}).`;
}

function countedInWords({ spans, spent }: ExplainedClock, calendarName: (key: string) => string): string {
  const counted = spans.filter((span) => span.kind === 'carried' || span.kind === 'counted');
  const total = `Counted ${lengthInWords(spent)}`;
  if (counted.length < 2) return total;
  if (counted.length > MOST_TOLD) return `${total} in ${counted.length} stretches`;
  const several = new Set(counted.map(({ calendar }) => calendar)).size > 1;
  const told = counted.map((span) =>
    stretch(span, spans, several ? ` on ${calendarName(span.calendar)}` : ''),
  );
  return `${total}: ${told.join(', ')}`;
}

function stretch(span: ClockSpan, spans: readonly ClockSpan[], on: string): string {
  const { counted, from, to, reason } = span;
  const length = `${lengthInWords(counted)}${on}`;
  if (reason !== undefined) return `${length} (${reason})`;
  if (to === undefined) return `${length} since ${momentInWords(from)}`;
  const next = spans[spans.indexOf(span) + 1];
  return `${length} until ${next?.kind === 'paused' ? 'it waited at ' : ''}${momentInWords(to)}`;
}

function pausesInWords({ spans, paused }: ExplainedClock): string {
  const waits = spans.filter(({ kind }) => kind === 'paused');
  if (waits.length === 0) return '';
  const reasons = [...new Set(waits.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))];
  const times = waits.length === 1 ? '1 wait' : `${waits.length} waits`;
  return `; paused ${lengthInWords(paused)} in ${times} (${reasons.join('; ')})`;
}

function marked(mark: ClockMark): string {
  const at = `at ${momentInWords(mark.at)}${mark.late ? `, late: it was due at ${momentInWords(mark.dueAt)}` : ''}`;
  if (mark.kind === 'stepped') return `Step ${mark.step} ${mark.skipped ? 'was skipped' : 'was done'} ${at}.`;
  const withdrawn =
    mark.withdrawnAt === undefined
      ? ''
      : `; another target took that back at ${momentInWords(mark.withdrawnAt)}`;
  return `${mark.kind === 'warned' ? 'A warning' : 'The breach'} was recorded ${at}${withdrawn}.`;
}

function stateInWords(clock: ExplainedClock, now: Instant): string {
  const { state, dueAt, promised, spans, endedAt, ended } = clock;
  const left = promised.target - clock.spent;
  const when =
    endedAt === undefined ? '' : ` at ${momentInWords(endedAt)}${ended === undefined ? '' : ` (${ended})`}`;
  switch (state) {
    case 'running': {
      const due = dueAt === undefined ? '' : momentInWords(dueAt);
      if (dueAt !== undefined && dueAt <= now) return `It was due ${due}.`;
      return promised.pausedWhile?.length === 0 ? `Due ${due}.` : `Due ${due} unless it waits.`;
    }
    case 'paused': {
      const since = spans.at(-1)?.from;
      const waits = since === undefined ? 'It waits' : `It waits since ${momentInWords(since)}`;
      return left > 0
        ? `${waits}; when it goes on, ${lengthInWords(left)} are left.`
        : `${waits}; nothing of it is left.`;
    }
    case 'met':
      return `Kept${when}, with ${lengthInWords(left)} to spare.`;
    case 'missed':
      return `Missed: it ended${when}, ${lengthInWords(Math.max(0, -left))} over.`;
    case 'cancelled':
      return `Cancelled${when}.`;
    case 'left':
      return `It ended by itself${when}, with ${lengthInWords(left)} to spare.`;
  }
}
