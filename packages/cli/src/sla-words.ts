import type { ExplainedClock, Repair, Sla, TicketCheck } from '@tierline/client';
import { inWords } from '@tierline/contracts';

import type { CheckResult } from './check.ts';
import { table } from './output.ts';

type Finding = TicketCheck['findings'][number];
type Difference = NonNullable<Finding['differences']>[number];

/** Longer values are cut. */
const VALUE = 100;

/** Every promise in words, with its stretches of time as a table. */
export function slaInWords({ ticket, status, version, at, clocks }: Sla): string {
  return [
    `ticket ${ticket}, version ${version}, ${status}, at ${at}`,
    ...clocks.flatMap((clock) => ['', clock.words, indented(spansTable(clock))]),
  ].join('\n');
}

function spansTable({ spans }: ExplainedClock): string {
  return table([
    ['from', 'to', 'what', 'wall', 'counted', 'on', 'why'],
    ...spans.map(({ from, to = 'now', kind, wallSeconds, countedSeconds, calendar, reason = '' }) => [
      from,
      to,
      kind,
      inWords(wallSeconds * 1000),
      inWords(countedSeconds * 1000),
      calendar,
      reason,
    ]),
  ]);
}

export function checkInWords({ examined, findings, goOnAfter }: CheckResult): string {
  const wrong = findings.length === 0 ? 'each is what its events make of it' : `${findings.length} differ`;
  return [
    `looked at ${examined} tickets: ${wrong}`,
    ...findings.flatMap(findingInWords),
    ...(goOnAfter === undefined ? [] : [`there are more: go on with --after ${goOnAfter}`]),
  ].join('\n');
}

export function repairsInWords(items: readonly Repair[]): string {
  return items
    .flatMap((item) => [
      `${item.ticket}: ${OUTCOMES[item.outcome]}${item.repeated ? ' (by this request before)' : ''}${gap(item)}`,
      ...(item.differences ?? []).map(differenceInWords),
    ])
    .join('\n');
}

const OUTCOMES: Readonly<Record<Repair['outcome'], string>> = {
  repaired: 'repaired',
  consistent: 'is what its events make of it; nothing was changed',
  incomplete: 'events are missing; nothing was changed',
  changed: 'kept changing; nothing was changed, try again',
  'slot-taken': 'another ticket is in the slot of its holder; nothing was changed',
  unknown: 'no such ticket',
};

function findingInWords(finding: Finding): string[] {
  const { ticket, version, kind, differences = [] } = finding;
  const what = kind === 'incomplete' ? `events are missing${gap(finding)}` : 'differs';
  return [`${ticket}, version ${version}: ${what}`, ...differences.map(differenceInWords)];
}

function gap({ missing = [] }: { readonly missing?: readonly number[] | undefined }): string {
  return missing.length === 0 ? '' : `: ${missing.join(', ')}`;
}

function differenceInWords({ path, stored, derived }: Difference): string {
  return `  ${path}: stored ${valueInWords(stored)}, derived ${valueInWords(derived)}`;
}

function valueInWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > VALUE ? `${text.slice(0, VALUE)}...` : text;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
