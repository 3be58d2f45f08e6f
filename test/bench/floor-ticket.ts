/** The tickets of the floors: what is sent, what is stored, and how one changes. */
import { z } from 'zod';

/** The processes of a floor. */
export const FLOOR_ROLES = ['intake', 'router', 'sla'] as const;
export type FloorRole = (typeof FLOOR_ROLES)[number];

export const newTicket = z.object({
  subject: z.string().min(3).max(200),
  description: z.string().max(8000),
  requester: z.email(),
  channel: z.enum(['api', 'form', 'email']),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  tags: z.array(z.string().max(32)).max(20),
});

export interface FloorTicket extends z.output<typeof newTicket> {
  readonly ticketId: string;
  readonly version: number;
  readonly status: 'open' | 'routed' | 'timed';
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly team?: string;
  readonly dueAt?: Date;
  readonly history: readonly {
    readonly at: Date;
    readonly to: FloorTicket['status'];
    readonly by: FloorRole;
  }[];
}

/** "This ticket has this version now." */
export interface FloorWake {
  readonly ticketId: string;
  readonly version: number;
  /** When its request was received, epoch milliseconds. */
  readonly receivedAt: number;
}

/** A promise in the far future: four hours from now. */
export const DUE_MS = 4 * 3600 * 1000;

/** The versioned change of one ticket from one status to the next. */
export function transition(
  wake: FloorWake,
  to: FloorTicket['status'],
  by: FloorRole,
  more: Partial<FloorTicket>,
) {
  const at = new Date();
  return {
    filter: { ticketId: wake.ticketId, version: wake.version },
    update: {
      $set: { status: to, updatedAt: at, ...more },
      $inc: { version: 1 },
      $push: { history: { at, to, by } },
    },
  };
}
