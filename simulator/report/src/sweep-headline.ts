import { isReached, type TargetOutcome } from '@tierline/model';
import type { SweepResult } from '@tierline/whatif';

import { counted, figureInWords, valueInWords } from './figure-words.ts';
import type { ReportMeta } from './meta.ts';
import { missInWords, relativeShortfall } from './run-headline.ts';

const COST = 'all.costPerWeek';

/** A plan of a grid by the fields that are swept, such as `T1 11, T2 4`: by the last part of their names where that tells them apart. */
export function labelOf(values: SweepResult['values']): string {
  const names = Object.keys(values);
  const last = names.map((name) => name.split('.').at(-1) ?? name);
  const isShort = new Set(last).size === names.length;
  const words = names.map((name, index) => `${isShort ? (last[index] ?? name) : name} ${values[name] ?? ''}`);
  return words.length === 0 ? 'as it is' : words.join(', ');
}

/** Which plans of a grid meet all targets, the cheapest of them, and what fails the others. */
export function headlineOfSweep(results: readonly SweepResult[], meta?: Pick<ReportMeta, 'points'>): string {
  const partial = isPartialSweep(results, meta)
    ? `Partial result of ${results.length} of ${meta?.points ?? results.length} plans: `
    : '';
  return `${partial}${findingOf(results)}`;
}

/** What one should know before one believes a sweep. */
export function notesOfSweep(results: readonly SweepResult[], meta?: Pick<ReportMeta, 'points'>): string[] {
  const notes: string[] = [];
  if (isPartialSweep(results, meta))
    notes.push('It was stopped before every plan was simulated; a cheaper one may be among the others.');
  if (results.length > 0 && results.every(({ cost }) => cost === 0))
    notes.push('No plan costs anything: set people.tiers.*.costPerHour, or none can be called the cheapest.');
  const unsure = results.filter((one) => one.meets && !isCertain(one)).length;
  if (unsure > 0)
    notes.push(
      `${counted(unsure, 'plan')} of those that meet all targets ${unsure === 1 ? 'does' : 'do'} so by the means alone: an interval reaches across a target. Run them with more replications before you decide.`,
    );
  const warned = results.filter(({ warnings }) => warnings.some((one) => one.startsWith('OVERLOAD'))).length;
  if (warned > 0)
    notes.push(
      `${counted(warned, 'plan')} ${warned === 1 ? 'has' : 'have'} more work than people: what is said of waits there depends on how long is simulated.`,
    );
  const others = results.flatMap(({ warnings }) => warnings.filter((one) => !one.startsWith('OVERLOAD')));
  return [...notes, ...new Set(others)];
}

/** Whether the grid has more plans than there are results. */
export function isPartialSweep(
  results: readonly SweepResult[],
  meta: Pick<ReportMeta, 'points'> | undefined,
): boolean {
  return meta?.points !== undefined && results.length < meta.points;
}

/** Plans that meet all targets, by cost; of those that cost the same in the order of the grid. */
export function meeting(results: readonly SweepResult[]): readonly SweepResult[] {
  return results.filter(({ meets }) => meets).toSorted((a, b) => a.cost - b.cost);
}

/** The target of a plan that it misses by most, or that it meets most narrowly. */
function worstTarget({ summary }: SweepResult): TargetOutcome | undefined {
  return summary.targets.toSorted((a, b) => relativeShortfall(b) - relativeShortfall(a))[0];
}

/** The figure of a target that most plans miss; where none is missed, the one that is met most narrowly. */
export function decidingTarget(results: readonly SweepResult[]): TargetOutcome['target'] | undefined {
  const misses = new Map<string, number>();
  for (const { summary } of results)
    for (const one of summary.targets)
      misses.set(one.text, (misses.get(one.text) ?? 0) + (isReached(one) ? 0 : 1));
  const [most] = [...misses].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) return undefined;
  const all = results.flatMap(({ summary }) => summary.targets);
  if (most[1] > 0) return all.find(({ text }) => text === most[0])?.target;
  return all.toSorted((a, b) => relativeShortfall(b) - relativeShortfall(a))[0]?.target;
}

function findingOf(results: readonly SweepResult[]): string {
  if (results.length === 0) return 'No plan was simulated.';
  const deciding = decidingTarget(results);
  if (deciding === undefined)
    return `No targets are set: ${counted(results.length, 'plan')} cannot be told apart by them.`;
  const met = meeting(results);
  const [cheapest] = met;
  if (cheapest === undefined) return `${noneInWords(results)} ${nearestInWords(results)}`;
  const total = counted(results.length, 'plan');
  const missed = results.length - met.length;
  const count =
    missed === 0
      ? `${results.length === 1 ? 'The one plan meets' : `All of ${total} meet`} all targets`
      : `${met.length} of ${total} ${met.length === 1 ? 'meets' : 'meet'} all targets`;
  const cost = cheapest.cost > 0 ? `, at ${valueInWords(COST, cheapest.cost)} a week` : '';
  const sure = isCertain(cheapest) ? '' : ', by its means, not for certain';
  const failing =
    missed === 0 ? '' : ` What fails the others most often is ${figureInWords(deciding.figure)}.`;
  return `${count}; the cheapest is ${labelOf(cheapest.values)}${cost}${sure}.${failing}`;
}

/** Every target is met whatever the true value within its interval. */
export function isCertain({ summary }: SweepResult): boolean {
  return summary.targets.every(({ verdict }) => verdict === 'met');
}

function noneInWords(results: readonly SweepResult[]): string {
  return results.length === 1
    ? 'The one plan does not meet all targets.'
    : `None of ${counted(results.length, 'plan')} meets all targets.`;
}

/** The plan whose worst target is missed by least. */
function nearestInWords(results: readonly SweepResult[]): string {
  const [nearest] = results
    .map((result) => ({ result, worst: worstTarget(result) }))
    .toSorted((a, b) => shortfall(a.worst) - shortfall(b.worst));
  if (nearest?.worst === undefined) return '';
  return `The nearest is ${labelOf(nearest.result.values)} (${missInWords(nearest.worst)}).`;
}

function shortfall(outcome: TargetOutcome | undefined): number {
  return outcome === undefined ? Infinity : relativeShortfall(outcome);
}
