import { AGENT_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;

const endpointId = z.string().regex(AGENT_ID_PATTERN, 'must be the id of a webhook');
const deliveryId = z
  .string()
  .regex(/^[0-9a-f]{24}\/\d{6,15}@[a-z0-9][a-z0-9-]{0,62}$/, 'must be the id of a delivery');

/** A place in the list of deliveries: creation time, then id, so that deliveries of one moment have an order too. */
export interface DeliveryPlace {
  readonly createdAt: Date;
  readonly id: string;
}

// The place written without a character that an address would have to escape: milliseconds, ticket, number, endpoint.
const CURSOR = /^\d{13}\.[0-9a-f]{24}\.\d{6,15}\.[a-z0-9][a-z0-9-]{0,62}$/;
const cursor = z
  .string()
  .regex(CURSOR, 'must be the nextCursor of the page before')
  .transform((value): DeliveryPlace => {
    const [millis, ticket, seq, endpoint] = value.split('.');
    return { createdAt: new Date(Number(millis)), id: `${ticket}/${seq}@${endpoint}` };
  });

/** The cursor of what comes after a delivery; `listDeliveriesQuery` reads it back. */
export function deliveryCursor({ createdAt, id }: DeliveryPlace): string {
  return `${createdAt.getTime()}.${id.replace('/', '.').replace('@', '.')}`;
}

export const listDeliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).exactOptional(),
  endpoint: endpointId.exactOptional().describe('deliveries to this webhook of the policy file'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor.exactOptional(),
});

/** How the notification of one webhook about one event stands. */
export const deliveryView = z
  .strictObject({
    id: z.string(),
    eventId: z.string().describe('what the receiver gets as webhook-id, the same in every attempt'),
    endpoint: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int().describe('all of them, those before a redelivery included'),
    createdAt: z.iso.datetime(),
    nextAttemptAt: z.iso
      .datetime()
      .optional()
      .describe(
        'present while pending: not before then is it tried; during an attempt, when that is given up for lost',
      ),
    deliveredAt: z.iso.datetime().optional().describe('when the receiver last accepted it'),
    lastResult: z.string().optional().describe('HTTP status of the last attempt, or what went wrong'),
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one webhook. Times are real time.' });

export type DeliveryView = z.output<typeof deliveryView>;

export const deliveryPage = z
  .strictObject({
    items: z.array(deliveryView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'DeliveryPage' });

export const redeliverBody = z.strictObject({ id: deliveryId }).meta({ id: 'Redeliver' });
