/** Names one ticket, for ever. 24 lower-case hexadecimal digits, ascending with creation. */
export type TicketId = string & { readonly __unit: 'ticket-id' };

/** Names one member of the support staff, as the policy file spells it. */
export type AgentId = string & { readonly __unit: 'agent-id' };

/** Names one team, as the policy file spells it. */
export type TeamId = string & { readonly __unit: 'team-id' };

export const TICKET_ID_PATTERN: RegExp = /^[0-9a-f]{24}$/;
export const AGENT_ID_PATTERN: RegExp = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The one constructor of {@link TicketId}. Throws RangeError for anything of another form. */
export function ticketId(value: string): TicketId {
  if (!TICKET_ID_PATTERN.test(value)) throw new RangeError(`not a ticket id: ${value}`);
  return value as TicketId;
}

/** The one constructor of {@link TeamId}: spelt as an agent's. Throws RangeError for anything of another form. */
export function teamId(value: string): TeamId {
  if (!AGENT_ID_PATTERN.test(value)) throw new RangeError(`not a team id: ${value}`);
  return value as TeamId;
}

/** The one constructor of {@link AgentId}. Throws RangeError for anything of another form. */
export function agentId(value: string): AgentId {
  if (!AGENT_ID_PATTERN.test(value)) throw new RangeError(`not an agent id: ${value}`);
  return value as AgentId;
}
