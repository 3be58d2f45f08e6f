import {
  type Calendar,
  compileCondition,
  type HoldReason,
  type LadderStep,
  millis,
  PAUSING_STATES,
  PRIORITIES,
  type Promises,
  type PromiseSource,
  type SlaPolicy,
  type SlaTarget,
  TIERS,
} from '@tierline/domain';

import { byName } from './by-name.ts';
import { inWords, placeInWords, stepAfter } from './ladder-file.ts';
import type { PolicyProblem } from './policy-error.ts';
import type { PolicyFile } from './policy-file.ts';
import { EVERYBODY, type PromiseFile, type SlaPolicyFile } from './promises-file.ts';

type ClockKey = keyof Promises;
const CUSTOMERS = ['firstResponse', 'nextResponse', 'update', 'resolution'] as const;

/** What all promises of a policy have in common unless they say otherwise. */
interface Usual {
  readonly calendar: string;
  readonly warnAfter: number;
  readonly ladder?: string;
  readonly source: PromiseSource;
}

/** The promises of a policy file, compiled: its policies in their order, then what holds of all other tickets. */
export function compilePromises(
  file: PolicyFile,
  {
    calendars,
    keyOf,
    version,
    number,
  }: {
    /** By name. */
    readonly calendars: ReadonlyMap<string, Calendar>;
    /** The key under which clocks count on a calendar, by its name. */
    readonly keyOf: (name: string) => string;
    readonly version: string;
    readonly number: number;
  },
): { readonly sla: readonly SlaPolicy[]; readonly problems: readonly PolicyProblem[] } {
  const { promises, tiers, life } = file;
  const problems: PolicyProblem[] = [];

  function target(
    promise: PromiseFile,
    usual: Usual,
    path: string,
    pausedWhile = life.pausedWhile,
  ): SlaTarget {
    const ladder = promise.ladder ?? usual.ladder;
    return {
      target: promise.target,
      calendar: keyOf(promise.calendar ?? usual.calendar),
      warnAfter: promise.warnAfter ?? usual.warnAfter,
      pausedWhile: PAUSING_STATES.filter((state) => (promise.pausedWhile ?? pausedWhile).includes(state)),
      ...(ladder !== undefined && { ladder: steps(ladder, promise, path) }),
      source: usual.source,
    };
  }

  function steps(name: string, { target: length }: PromiseFile, path: string): readonly LadderStep[] {
    return (promises.ladders[name] ?? [])
      .map(({ at, name: called = placeInWords(at), only, do: actions }) => {
        const after = millis(stepAfter(at, length));
        if (after <= 0)
          problems.push({
            path,
            message: `is ${inWords(length)}, and the step ${called} of the ladder ${name} would come before it begins`,
          });
        return { name: called, after, ...(only !== undefined && { only }), do: actions };
      })
      .toSorted((a, b) => a.after - b.after);
  }

  function suppliers(files: SlaPolicyFile['suppliers'], usual: Usual, path: string): SlaPolicy['suppliers'] {
    return Object.fromEntries(
      Object.entries(files).map(([reason, promise]) => [
        reason,
        // It counts just while the ticket waits.
        target(promise, withoutLadder(usual), `${path}.${reason}`, []),
      ]),
    ) as Partial<Record<HoldReason, SlaTarget>>;
  }

  const usualOf = (policy: string): Usual => ({
    calendar: promises.calendar,
    warnAfter: promises.warnAfter,
    ...(promises.ladder !== undefined && { ladder: promises.ladder }),
    source: { policy, version, number },
  });
  const everybody: SlaPolicy = (() => {
    const usual = usualOf(EVERYBODY);
    return {
      name: EVERYBODY,
      applies: () => true,
      priorities: byName(PRIORITIES, (priority) =>
        made((clock) => promises.priorities[priority][clock], usual, `promises.priorities.${priority}`),
      ),
      tiers: byName(TIERS, (tier) => target(tiers[tier], withoutLadder(usual), `tiers.${tier}`)),
      suppliers: suppliers(promises.suppliers, usual, 'promises.suppliers'),
    };
  })();

  function made(
    promised: (clock: ClockKey) => PromiseFile | 'none' | undefined,
    usual: Usual,
    path: string,
    otherwise: Promises = {},
  ): Promises {
    return Object.fromEntries(
      CUSTOMERS.flatMap((clock): [ClockKey, SlaTarget][] => {
        const promise = promised(clock);
        if (promise === 'none') return [];
        if (promise !== undefined) return [[clock, target(promise, usual, `${path}.${clock}`)]];
        const inherited = otherwise[clock];
        return inherited === undefined ? [] : [[clock, { ...inherited, source: usual.source }]];
      }),
    );
  }

  function special(one: SlaPolicyFile, index: number): SlaPolicy {
    const path = `promises.policies.${index}`;
    const all = usualOf(one.name);
    const usual: Usual = {
      ...all,
      ...(one.calendar !== undefined && { calendar: one.calendar }),
      ...(one.warnAfter !== undefined && { warnAfter: one.warnAfter }),
      ...(one.ladder !== undefined && { ladder: one.ladder }),
    };
    return {
      name: one.name,
      applies: compileCondition(one.when, calendars),
      priorities: byName(PRIORITIES, (priority) =>
        made(
          (clock) => one.priorities[priority]?.[clock],
          usual,
          `${path}.priorities.${priority}`,
          everybody.priorities[priority],
        ),
      ),
      tiers: byName(TIERS, (tier) => {
        const own = one.tiers[tier];
        return own === undefined
          ? { ...everybody.tiers[tier], source: usual.source }
          : target(own, withoutLadder(usual), `${path}.tiers.${tier}`);
      }),
      suppliers: {
        ...Object.fromEntries(
          Object.entries(everybody.suppliers).map(([reason, promise]) => [
            reason,
            { ...promise, source: usual.source },
          ]),
        ),
        ...suppliers(one.suppliers, usual, `${path}.suppliers`),
      },
    };
  }

  return { sla: [...promises.policies.map(special), everybody], problems };
}

/** The usual ladder is that of the customer's promises. */
function withoutLadder({ ladder: _, ...usual }: Usual): Usual {
  return usual;
}
