import type { Priority, Tier } from '@tierline/domain';

/** A ticket of the past, as far as it is known. */
export interface RecordedTicket {
  /** Epoch milliseconds. */
  readonly created: number;
  readonly priority?: Priority;
  readonly plan?: string;
  /** The tier that solved it, and that on which it began. */
  readonly tier?: Tier;
  readonly start?: Tier;
  /** Work on the tier that solved it, in minutes. */
  readonly handleMinutes?: number;
  /** Work on lower tiers until they handed it up, in minutes. */
  readonly findOutMinutes?: Readonly<Partial<Record<Tier, number>>>;
}
