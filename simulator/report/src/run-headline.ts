import { inWords } from '@tierline/charts';
import { parsePolicy } from '@tierline/contracts';
import { TIERS } from '@tierline/domain';
import { compileOrganisation, isReached, type Summary, type TargetOutcome } from '@tierline/model';
import type { PlanResult } from '@tierline/whatif';

import { counted, figureInWords, sizeInWords, valueInWords } from './figure-words.ts';

/** Runs below which an interval says little. */
const FEW = 10;
/** Misses that a headline names. */
const NAMED = 3;

/** What became of one plan: its targets, how sure that is, and the tier that is fullest. */
export function headlineOfRun({ outcome, summary }: PlanResult): string {
  const said = [targetsInWords(summary), surenessInWords(summary), fullestInWords(summary)].filter(
    (one) => one !== undefined,
  );
  return `${outcome.isPartial ? `Partial result of ${counted(summary.replications, 'run')}: ` : ''}${said.join(' ')}`;
}

/** What one should know before one believes the figures of a plan. Throws PolicyError or ScenarioError where it is not valid. */
export function notesOfRun({ plan, outcome, summary }: PlanResult): string[] {
  const { warnings } = compileOrganisation(plan.scenario, parsePolicy(plan.policy).policy);
  return [...runNotes(outcome, summary), ...warnings];
}

function runNotes(outcome: PlanResult['outcome'], summary: Summary): string[] {
  const { replications, figures } = summary;
  const notes: string[] = [];
  if (outcome.isPartial)
    notes.push(`It was stopped after ${counted(replications, 'run')}; the figures are of those alone.`);
  else if (!outcome.isPrecise && replications > 1)
    notes.push('Not every figure is as precise as was asked for; more runs would narrow the intervals.');
  if (replications === 1) notes.push('One run says nothing of its own error: there are no intervals.');
  else if (replications > 0 && replications < FEW)
    notes.push(`${counted(replications, 'run')} are few; the intervals are wide and themselves uncertain.`);
  const [open, tickets] = [figures['all.open']?.mean ?? 0, figures['all.tickets']?.mean ?? 0];
  if (open > 0.01 * tickets)
    notes.push(
      `${inWords(open / tickets, { kind: 'share' })} of tickets are still open at the end of a run; times of resolution are of those that are done.`,
    );
  return notes;
}

/** How far the mean lies on the wrong side of a target; negative on the right side. Undefined where nothing is known. */
function shortfallOf({ target, interval }: TargetOutcome): number | undefined {
  if (interval === undefined) return undefined;
  return target.is === '>=' ? target.value - interval.mean : interval.mean - target.value;
}

/** The shortfall as a share of the target, so that targets in different units can be ordered. */
export function relativeShortfall(outcome: TargetOutcome): number {
  const shortfall = shortfallOf(outcome);
  if (shortfall === undefined) return Infinity;
  return shortfall / (Math.abs(outcome.target.value) || 1);
}

/** A target that is missed, and by how much. */
export function missInWords(outcome: TargetOutcome): string {
  const { figure, is, value } = outcome.target;
  const shortfall = shortfallOf(outcome);
  if (outcome.interval === undefined || shortfall === undefined)
    return `${figureInWords(figure)}: nothing is known of it`;
  return `${figureInWords(figure)}: ${valueInWords(figure, outcome.interval.mean)}, ${sizeInWords(figure, shortfall)} ${is === '>=' ? 'below' : 'above'} the ${valueInWords(figure, value)} asked for`;
}

function targetsInWords({ targets }: Summary): string {
  if (targets.length === 0) return 'No targets are set.';
  const unknown = targets.filter(({ verdict }) => verdict === 'unknown');
  const missed = targets
    .filter((one) => one.verdict !== 'unknown' && !isReached(one))
    .toSorted((a, b) => relativeShortfall(b) - relativeShortfall(a));
  const known = targets.length - unknown.length;
  const said = [
    ...(missed.length > 0
      ? [`${shareOf(missed.length, targets.length)} missed: ${listed(missed.map(missInWords))}.`]
      : known > 0
        ? [`${shareOf(known, targets.length)} met.`]
        : []),
    ...(unknown.length > 0
      ? [`Nothing is known of ${listed(unknown.map(({ target }) => figureInWords(target.figure)))}.`]
      : []),
  ];
  return said.join(' ');
}

function shareOf(some: number, all: number): string {
  if (all === 1) return 'The target is';
  return some === all ? `All ${all} targets are` : `${some} of ${all} targets ${some === 1 ? 'is' : 'are'}`;
}

/** The first few, and how many more there are. */
function listed(words: readonly string[]): string {
  const more = words.length - NAMED;
  return `${words.slice(0, NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function fullestInWords({ figures }: Summary): string | undefined {
  const known = TIERS.flatMap((tier) => {
    const mean = figures[`${tier}.utilisation`]?.mean;
    return mean === undefined ? [] : [{ tier, mean }];
  });
  const [fullest] = known.toSorted((a, b) => b.mean - a.mean);
  if (fullest === undefined) return undefined;
  return `The fullest tier is ${fullest.tier}, ${valueInWords(`${fullest.tier}.utilisation`, fullest.mean)} utilised.`;
}

function surenessInWords({ targets, replications }: Summary): string | undefined {
  if (targets.length === 0 || replications === 0) return undefined;
  const runs = counted(replications, 'run');
  if (replications === 1) return 'One run cannot say how sure that is.';
  const open = targets.filter(({ verdict }) => verdict.startsWith('probably'));
  if (targets.every(({ verdict }) => verdict === 'unknown')) return undefined;
  if (open.length === 0) return `That is clear after ${runs}: no 95 % interval reaches across its target.`;
  const names = open.map(({ target }) => figureInWords(target.figure));
  return `${runs} do not make it certain: the 95 % interval reaches across the target for ${listed(names)}.`;
}
