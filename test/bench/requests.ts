/** The tickets that are sent: the same to every contender, and no two alike to one. */
import { randomUUID } from 'node:crypto';

/** Of every 20 tickets, 16 are routine questions, 3 belong to specialists and 1 to an engineer. */
const ROUTINE = Array.from<string>({ length: 16 }).fill('I cannot find where the invoice of last month is.');
const SPECIALIST = Array.from<string>({ length: 3 }).fill(
  'Our webhook answers 200 and is still called three times.',
);
const ENGINEER = ['Saving a report fails with a stack trace since your release of Tuesday.'];
const ABOUT = [...ROUTINE, ...SPECIALIST, ...ENGINEER];

const CIRCUMSTANCES = `We use it every morning before the first customers call, on four machines in two offices, all with the
present version of the browser. It worked last week, and nobody here changed a setting since. We signed out and in again, and a
colleague tried it on another network, without a difference. Please tell us what to do, or what else you need to know.`;

export interface TicketRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

/** The nth ticket, with an idempotency key of its own as a client that may have to repeat it sends. */
export function ticketRequest(n: number): TicketRequest {
  const about = ABOUT[n % ABOUT.length] ?? '';
  const body = JSON.stringify({
    subject: `${about.split(' ').slice(0, 6).join(' ')} (${n})`,
    description: `${about} ${CIRCUMSTANCES}`,
    requester: `customer-${n % 5000}@example.com`,
    channel: 'api',
    priority: 'normal',
    tags: ['desktop', 'europe'],
  });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': randomUUID(),
    },
  };
}
