import type { TicketView } from '@tierline/contracts';

/** Whether support is through with the ticket, as far as it knows: solved, or closed since. */
export function isDone({ status }: Pick<TicketView, 'status'>): boolean {
  return status === 'solved' || status === 'closed';
}
