import type { TicketView } from '@tierline/contracts';
import { type Instant, type Millis, millis } from '@tierline/domain';
import { quantileSorted } from 'd3-array';

/** How late something was, in seconds of replayed time: in the middle, and in 95 of 100 cases at most. */
export interface Lateness {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
}

/** What the services took, in the terms of replayed time. Undefined where nothing was measured. */
export interface DelayFigures {
  /** From when a ticket was ready and somebody free until that person had it. People make up for it. */
  readonly takenUp: Lateness | undefined;
  /** From when a first answer or a solution was due by the plan until the moment that the services have on record. */
  readonly recorded: Lateness | undefined;
}

/** What of a ticket is on record later than the plan had it. */
const STEPS = ['opened', 'answered', 'solved'] as const;
type Step = (typeof STEPS)[number];

const RECORDED: { readonly [S in Step]: (view: TicketView) => string | undefined } = {
  opened: ({ openedAt }) => openedAt,
  answered: ({ firstRespondedAt }) => firstRespondedAt,
  solved: ({ solvedAt }) => solvedAt,
};

/** Collects the delays of a run, ticket by ticket. */
export interface PipelineDelays {
  takenUp(late: Millis): void;
  /** A step was due at a moment of the plan, and this is what the services made of it. */
  recorded(step: Step, view: TicketView, due: Instant): void;
  /** By how much a step of this ticket is on record late, the last one where there were more; 0 where that is not known. */
  of(id: string, step: Step): Millis;
  figures(): DelayFigures;
}

export function createPipelineDelays(): PipelineDelays {
  const takenUp: Millis[] = [];
  const late: Record<Step, Map<string, Millis>> = {
    opened: new Map(),
    answered: new Map(),
    solved: new Map(),
  };
  return {
    takenUp: (by) => void takenUp.push(by),
    recorded(step, view, due) {
      const at = RECORDED[step](view);
      if (at !== undefined) late[step].set(view.id, millis(Math.max(0, Date.parse(at) - due)));
    },
    of: (id, step) => late[step].get(id) ?? millis(0),
    figures: () => ({
      takenUp: latenessOf(takenUp),
      recorded: latenessOf([...late.answered.values(), ...late.solved.values()]),
    }),
  };
}

function latenessOf(lates: readonly Millis[]): Lateness | undefined {
  const seconds = lates.map((late) => late / 1000).toSorted((a, b) => a - b);
  const [p50, p95] = [quantileSorted(seconds, 0.5), quantileSorted(seconds, 0.95)];
  return p50 === undefined || p95 === undefined ? undefined : { count: seconds.length, p50, p95 };
}
