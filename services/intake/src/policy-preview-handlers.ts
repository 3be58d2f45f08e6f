import {
  calendarNameOf,
  changeInWords,
  type LoadedPolicy,
  MODEL_VERSION,
  policyDiff,
  type PolicyDryRunView,
  policyProblems,
  policyValues,
  policyVersion,
} from '@tierline/contracts';
import {
  type Instant,
  type Policy,
  policyEffects,
  type PromiseChange,
  reroute,
  type Reroute,
  type RoutingDecision,
  type SlaTarget,
  type Ticket,
} from '@tierline/domain';
import { classifierFor, type Classify } from '@tierline/service';
import { type Database, findModel, listTickets, ticketsHeldBy } from '@tierline/store';

import type { HandlerOptions } from './handler-options.ts';
import type { Handlers } from './mount.ts';
import { validPolicy, versionText } from './policy-texts.ts';
import { ProblemError } from './problems.ts';
import { promisesUnder } from './promise-preview.ts';

/** A text, or the version of one. */
interface Candidate {
  readonly text?: string;
  readonly version?: string;
}

type Move = PolicyDryRunView['moves'][number];

/** Two policies to be compared, and what their models say of tickets. */
interface Preview {
  readonly before: Policy;
  readonly after: Policy;
  readonly saysBefore: Classify;
  readonly saysAfter: Classify;
}

/** Tickets that a move names. */
const EXAMPLES = 5;

/** What a policy would change. Nothing here writes. */
export function policyPreviewHandlers({
  ticketing: { database },
  policies,
  clock,
}: Pick<HandlerOptions, 'ticketing' | 'policies' | 'clock'>): Pick<
  Handlers,
  'validatePolicy' | 'diffPolicy' | 'dryRunPolicy'
> {
  async function policyOf({ text, version }: Candidate): Promise<LoadedPolicy> {
    return validPolicy(text ?? (await versionText(database, version ?? '')));
  }

  /** Both policies with the models that they have in use. Throws the problem `unknown-model` for one that is not ready. */
  async function previewOf(before: Policy, after: Policy): Promise<Preview> {
    const { use } = after.classifier;
    if (MODEL_VERSION.test(use) && (await findModel(database, Number(use.slice(1))))?.state !== 'ready')
      throw new ProblemError('unknown-model', `classifier.use names ${use}: no such model is ready`);
    // One that cannot be read says nothing, as it does in production.
    const says = async (policy: Policy): Promise<Classify> =>
      classifierFor(database, policy.classifier.use).catch((): Classify => () => undefined);
    const [saysBefore, saysAfter] = await Promise.all([says(before), says(after)]);
    return { before, after, saysBefore, saysAfter };
  }

  return {
    validatePolicy: async ({ body: { text } }) => {
      const problems = [...policyProblems(text)];
      const valid = problems.length === 0;
      return { body: { valid, ...(valid && { version: policyVersion(text) }), problems } };
    },
    diffPolicy: async ({ body: { from, ...candidate } }) => {
      await policies.refresh();
      const before = from === undefined ? policies.current() : validPolicy(await versionText(database, from));
      const after = await policyOf(candidate);
      const changes = policyDiff(policyValues(before.text), policyValues(after.text));
      return {
        body: {
          from: before.policy.version,
          to: after.policy.version,
          changes: changes.map((change) => ({ ...change, words: changeInWords(change) })),
        },
      };
    },
    dryRunPolicy: async ({ body: { since, limit, cursor, open, ...candidate } }) => {
      await policies.refresh();
      const before = policies.current();
      const after = await policyOf(candidate);
      const page = await listTickets(database, { limit, ...(cursor !== undefined && { cursor }) });
      const young = since === undefined ? page : page.filter(({ openedAt }) => openedAt >= since);
      const last = young.at(-1);
      // Newest first: where one is too old, so is all that follows.
      const more = page.length === limit && young.length === page.length;
      return {
        body: {
          from: before.policy.version,
          to: after.policy.version,
          examined: young.length,
          ...(last && { oldest: new Date(last.openedAt).toISOString() }),
          byPriority: counted(young),
          moves: movesOf(young, await previewOf(before.policy, after.policy)),
          ...(cursor === undefined && {
            effects: await effectsOf({ database, before, after, now: clock.now() }),
          }),
          ...(cursor === undefined &&
            open > 0 && {
              promises: await promisesUnder(database, {
                before: before.policy,
                after: after.policy,
                now: clock.now(),
                limit: open,
              }),
            }),
          ...(more && last && { nextCursor: last.id }),
        },
      };
    },
  };
}

function counted(tickets: readonly Ticket[]): PolicyDryRunView['byPriority'] {
  const counts: PolicyDryRunView['byPriority'] = { low: 0, normal: 0, high: 0, urgent: 0 };
  for (const { priority } of tickets) counts[priority] += 1;
  return counts;
}

/** The most tickets first. */
function movesOf(tickets: readonly Ticket[], { before, after, saysBefore, saysAfter }: Preview): Move[] {
  const moves = new Map<string, Move>();
  for (const ticket of tickets) {
    const said = { before: saysBefore(ticket), after: saysAfter(ticket) };
    const moved = reroute(ticket, before, after, said);
    if (moved === undefined) continue;
    const ends = endsOf(moved);
    const key = JSON.stringify(ends);
    const known = moves.get(key) ?? { ...ends, tickets: 0, examples: [] };
    const examples = known.tickets < EXAMPLES ? [...known.examples, ticket.id] : known.examples;
    moves.set(key, { ...known, tickets: known.tickets + 1, examples });
  }
  return [...moves.values()].toSorted((a, b) => b.tickets - a.tickets);
}

function endsOf({ from, to }: Reroute): Pick<Move, 'from' | 'to'> {
  const end = ({ tier, rule, priority }: RoutingDecision) => ({
    tier,
    rule,
    ...(priority !== undefined && { priority }),
  });
  return { from: end(from), to: end(to) };
}

async function effectsOf({
  database,
  before,
  after,
  now,
}: {
  readonly database: Database;
  readonly before: LoadedPolicy;
  readonly after: LoadedPolicy;
  readonly now: Instant;
}): Promise<NonNullable<PolicyDryRunView['effects']>> {
  const effects = policyEffects(before.policy, after.policy, now);
  const { agentsGone, agentsMoved, rulesGone, rulesNew, promises } = effects;
  const held = await ticketsHeldBy(database, [
    ...agentsGone.map(({ id }) => id),
    ...agentsMoved.map(({ agent: { id } }) => id),
  ]);
  const holds = (id: string) => held.get(id) ?? 0;
  return {
    agentsGone: agentsGone.map(({ id, tier }) => ({ id, tier, holds: holds(id) })),
    agentsMoved: agentsMoved.map(({ agent: { id }, from, to }) => ({
      id,
      from,
      to,
      holds: holds(id),
    })),
    rulesGone: [...rulesGone],
    rulesNew: [...rulesNew],
    promises: promises.map(promiseView),
    calendarsGone: Object.keys(before.calendars).filter((name) => !Object.hasOwn(after.calendars, name)),
  };
}

function promiseView({ policy, promise: { to, clock }, before, after }: PromiseChange) {
  return {
    policy,
    to,
    clock,
    ...(before && { before: targetView(before) }),
    ...(after && { after: targetView(after) }),
  };
}

function targetView({ target, calendar, warnAfter, pausedWhile, ladder }: SlaTarget) {
  return {
    targetSeconds: target / 1000,
    calendar: calendarNameOf(calendar),
    warnAfter,
    pausedWhile: [...pausedWhile],
    ...(ladder && { ladder: ladder.map(({ name, after }) => ({ step: name, afterSeconds: after / 1000 })) }),
  };
}
