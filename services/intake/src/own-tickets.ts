import type { Caller } from '@tierline/contracts';

/** Whose a ticket is. */
interface Owned {
  readonly requester: string;
  readonly organisation?: string | undefined;
  readonly participants?: readonly string[] | undefined;
}

/**
 * Whether a customer may see a ticket and write to it: opened by them, of their organisation where the key says so, or
 * gone on with in the place of theirs, which was merged into it.
 */
export function isOwn(
  { requester, organisation }: Extract<Caller, { role: 'requester' }>,
  ticket: Owned,
): boolean {
  return (
    ticket.requester === requester ||
    (ticket.participants?.includes(requester) ?? false) ||
    (organisation !== undefined && ticket.organisation === organisation)
  );
}

/** The customers whose words and files on a ticket are not for the caller: who only came to it because theirs was merged into it. */
export function hiddenFrom(caller: Caller, { participants = [] }: Owned): readonly string[] {
  return caller.role === 'requester' ? participants.filter((person) => person !== caller.requester) : [];
}
