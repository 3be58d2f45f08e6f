import type { PolicyApplication, PolicyDiff } from '@tierline/client';
import { inWords } from '@tierline/contracts';

import type { DryRun } from './dry-run.ts';
import { grouped } from './grouped.ts';
import { openPromisesInWords } from './open-promises-words.ts';
import { table } from './output.ts';

type Effects = NonNullable<DryRun['effects']>;
type Placement = DryRun['moves'][number]['from'];

const CLOCKS = {
  firstResponse: 'first response',
  nextResponse: 'next response',
  update: 'update',
  resolution: 'resolution',
  tier: 'target',
} as const;

/** The differences, a line each under their sections. */
export function diffInWords({ from, to, changes }: PolicyDiff): string {
  if (changes.length === 0)
    return from === to
      ? `policy ${to} is in force already`
      : `${from} -> ${to}: no difference but comments or spelling`;
  const sections = grouped(changes, ({ section }) => section);
  return [
    `${from} -> ${to}`,
    ...[...sections].flatMap(([section, list]) => [`${section}:`, ...list.map(({ words }) => `  ${words}`)]),
  ].join('\n');
}

export function applicationInWords({ number, version, previous, by }: PolicyApplication): string {
  return `policy ${version} is in force: application ${number}, by ${by}${previous === undefined ? '' : `, after ${previous}`}`;
}

export function historyInWords(items: readonly PolicyApplication[]): string {
  return table([
    ['no.', 'at', 'version', 'how', 'by', 'comment'],
    ...items.map(({ number, at, version, kind, by, comment = '' }) => [
      String(number),
      at,
      version,
      kind,
      by,
      comment,
    ]),
  ]);
}

export function dryRunInWords(run: DryRun): string {
  const { from, to, examined, oldest, moves, effects, promises } = run;
  const moved = moves.reduce((sum, { tickets }) => sum + tickets, 0);
  const share = examined === 0 ? 0 : (100 * moved) / examined;
  return [
    `${from} -> ${to}`,
    `looked at ${examined} tickets${oldest === undefined ? '' : `, the oldest opened ${oldest}`}`,
    `would have been routed elsewhere: ${moved} (${share.toFixed(1)} %)`,
    ...moves.map(
      (move) =>
        `  ${move.tickets}  ${placed(move.from)} -> ${placed(move.to)}  such as ${move.examples.join(', ')}`,
    ),
    ...(effects === undefined ? [] : effectsInWords(effects, run.byPriority)),
    ...(promises === undefined ? [] : openPromisesInWords(promises)),
  ].join('\n');
}

function placed({ tier, rule, priority }: Placement): string {
  return `${tier} (${rule}${priority === undefined ? '' : `, ${priority}`})`;
}

function effectsInWords(effects: Effects, byPriority: DryRun['byPriority']): string[] {
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
  return [
    ...part(
      'agents gone',
      effects.agentsGone.map(({ id, tier, holds }) => `${id} (${tier}): ${holds} tickets in hand`),
    ),
    ...part(
      'agents on another tier',
      effects.agentsMoved.map(
        ({ id, from, to, holds }) => `${id}: ${from} -> ${to}, ${holds} tickets in hand`,
      ),
    ),
    ...part('rules gone', effects.rulesGone),
    ...part('rules new', effects.rulesNew),
    ...part(
      'promised otherwise',
      effects.promises.map(({ policy, to, clock, before, after }) => {
        const like = isPriority(to, byPriority) ? `, as ${byPriority[to]} of those looked at` : '';
        const named = policy === 'default' ? '' : `${policy}, `;
        return `${named}${to}, ${CLOCKS[clock]}: ${promised(before)} -> ${promised(after)}${like}`;
      }),
    ),
    ...part('calendars gone, still known to open tickets', effects.calendarsGone),
  ];
}

function isPriority(to: string, byPriority: DryRun['byPriority']): to is keyof DryRun['byPriority'] {
  return to in byPriority;
}

function promised(promise: Effects['promises'][number]['before']): string {
  if (promise === undefined) return 'nothing';
  const { targetSeconds, calendar, warnAfter, pausedWhile, ladder = [] } = promise;
  return [
    `${inWords(targetSeconds * 1000)} on ${calendar}, warning at ${Math.round(warnAfter * 100)} %`,
    pausedWhile.length === 0 ? 'never paused' : `paused while ${pausedWhile.join(' or ')}`,
    ...(ladder.length === 0 ? [] : [`steps ${ladder.map(({ step }) => step).join(', ')}`]),
  ].join(', ');
}
