import { type AgentId, type Command, decide, decideAt, type TicketId } from '@tierline/domain';
import type { ChangeOutcome } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import type { ChangeHeaders } from './change-headers.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import { answered, type TicketAnswer } from './ticket-answer.ts';

/** A command of an agent, or of a manager in an agent's place. */
type AgentCommand = Extract<Command, { readonly agentId: AgentId } | { readonly manager: string }>;

/** Carrying out commands on a ticket, through the store's one way of changing it. */
export interface Changes {
  /**
   * Carries out a command on whichever ticket it is; with a key, once for this ticket and kind of command. `completed`
   * adds what the rules need to know from elsewhere, read anew at every try.
   */
  readonly decided: <C extends Command>(
    id: TicketId,
    headers: ChangeHeaders,
    kind: C['kind'],
    command: (customer: string) => C,
    completed?: (command: C) => Promise<C>,
  ) => Promise<ChangeOutcome>;
  /** The same for a command of an agent, who is at work then; answers the ticket, or throws the problem. */
  readonly change: <C extends AgentCommand>(
    id: TicketId,
    headers: ChangeHeaders,
    command: C,
    completed?: (command: C) => Promise<C>,
  ) => Promise<TicketAnswer>;
}

export function createChanges(
  { ticketing: { store }, policies, clock }: HandlerOptions,
  { atWork }: AgentDesk,
): Changes {
  const decided: Changes['decided'] = (id, headers, kind, command, completed) => {
    const { 'if-match': version, 'idempotency-key': key } = headers;
    return store.change(
      id,
      async (ticket) => {
        const asked = command(ticket.requester);
        const known = (await completed?.(asked)) ?? asked;
        const { policy } = policies.current();
        return version === undefined
          ? decide(ticket, known, clock.now(), policy)
          : decideAt(version, ticket, known, clock.now(), policy);
      },
      // What is asked of whichever ticket it is; the customer of a reply is the ticket's.
      keyed(`${kind} ${id}`, key, command('')),
    );
  };
  return {
    decided,
    change: async (id, headers, command, completed) => {
      if ('agentId' in command) await atWork(command.agentId);
      return answered(id, await decided(id, headers, command.kind, () => command, completed));
    },
  };
}
