/** What happens, by its number in the event heap; the payload is a person, a ticket, a group, a class or a step of a ladder. */
export const EVENTS = {
  done: 0,
  answered: 1,
  cameBack: 2,
  fixed: 3,
  level: 4,
  goHome: 5,
  patience: 6,
  burst: 7,
  extra: 8,
  step: 9,
  unstick: 10,
} as const;
/** At one moment people come and go first, then work ends, then customers and engineering act. */
export const ORDER = { people: 0, work: 1, others: 2 } as const;
/** Milliseconds are fractions here: what is so little apart is at one time. */
export const SAME_TIME = 1e-3;
