import { isReached } from '@tierline/model';
import type { FigureComparison, PlanResult } from '@tierline/whatif';

import { type DifferenceGroup, differenceGroups } from './differences.ts';
import { changeInWords, counted, figureInWords, sizeInWords } from './figure-words.ts';
import { notesOfRun } from './run-headline.ts';

/** Differences that a headline names on each side. */
const NAMED = 3;

/**
 * Each further plan against the first: what is clearly better, what clearly worse, and what it costs. `comparisons` has
 * that of each further plan, in their order.
 */
export function headlineOfComparison(
  results: readonly PlanResult[],
  comparisons: readonly (readonly FigureComparison[])[],
): string {
  const [first, ...others] = results;
  if (first === undefined) return 'There are no plans.';
  if (others.length === 0) return `There is nothing to compare ${first.plan.name} with.`;
  const partial = results.some(({ outcome }) => outcome.isPartial) ? 'Partial result: ' : '';
  const said = others.map((other, index) => {
    const comparison = comparisons[index] ?? [];
    const groups = differenceGroups(comparison);
    const against = `${other.plan.name} against ${first.plan.name}`;
    return `${against}: ${[...balanceInWords(groups), ...costInWords(first, comparison)].join('; ')}. ${targetsInWords(other)}`;
  });
  return `${partial}${said.join(' ')}`;
}

/** What one should know before one believes a comparison. Throws what `notesOfRun` throws. */
export function notesOfComparison(
  results: readonly PlanResult[],
  comparisons: readonly (readonly FigureComparison[])[],
): string[] {
  const ofPlans = results.map((result) => ({ name: result.plan.name, notes: notesOfRun(result) }));
  const isShared = (note: string) => ofPlans.every((one) => one.notes.includes(note));
  const notes = [
    ...(ofPlans[0]?.notes.filter(isShared) ?? []),
    ...ofPlans.flatMap((one) =>
      one.notes.filter((note) => !isShared(note)).map((note) => `${one.name}: ${note}`),
    ),
  ];
  const pairs = comparisons.flatMap((one) => one.map(({ difference }) => difference.count));
  const told = comparisons
    .flatMap((one) => differenceGroups(one))
    .reduce((sum, { differences }) => sum + differences.length, 0);
  if (comparisons.length > 0 && pairs.length === 0)
    notes.push('No two runs can be paired: at least two runs of each plan are needed.');
  if (told >= 20)
    notes.push(
      `Of ${told} differences at 95 % about ${Math.round(told * 0.05)} would look clear by chance alone, were there none.`,
    );
  return notes;
}

function balanceInWords(groups: readonly DifferenceGroup[]): string[] {
  const judged = groups
    .filter(({ better, title }) => better !== undefined && !title.startsWith('Cost'))
    .flatMap(({ better, differences }) => differences.map((one) => ({ ...one, better })));
  const better = judged.filter((one) => one.verdict === one.better);
  const worse = judged.filter((one) => one.verdict !== one.better && one.verdict !== 'no clear difference');
  const unclear = judged.length - better.length - worse.length;
  if (better.length + worse.length === 0) return ['no clear difference in times or promises'];
  return [
    ...(better.length > 0 ? [`better in ${named(better)}`] : []),
    ...(worse.length > 0 ? [`worse in ${named(worse)}`] : []),
    ...(unclear > 0 ? [`no clear difference in ${counted(unclear, 'other figure')}`] : []),
  ];
}

function named(differences: readonly FigureComparison[]): string {
  const shown = differences
    .slice(0, NAMED)
    .map(({ figure, difference }) => `${figureInWords(figure)} (${changeInWords(figure, difference.mean)})`);
  const more = differences.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function costInWords(first: PlanResult, comparison: readonly FigureComparison[]): string[] {
  const figure = 'all.costPerWeek';
  const cost = comparison.find((one) => one.figure === figure);
  if (cost === undefined || (first.summary.figures[figure]?.mean === 0 && cost.difference.mean === 0))
    return [];
  if (cost.difference.mean === 0 && cost.difference.halfWidth === 0) return ['it costs the same'];
  if (cost.verdict === 'no clear difference') return ['no clear difference in cost'];
  return [
    `it costs ${sizeInWords(figure, cost.difference.mean)} a week ${cost.verdict === 'higher' ? 'more' : 'less'}`,
  ];
}

function targetsInWords({ plan, summary: { targets } }: PlanResult): string {
  if (targets.length === 0) return 'No targets are set.';
  const met = targets.filter(isReached).length;
  return met === targets.length
    ? `${plan.name} meets all targets.`
    : `${plan.name} meets ${met} of ${targets.length} targets.`;
}
