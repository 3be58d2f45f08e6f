export const ID = '65f000000000000000000001';

/** A ticket as the API shows it. */
export function aTicket(id = ID) {
  return {
    id,
    subject: 'Invoice',
    description: 'Where is it?',
    requester: 'ann@example.com',
    channel: 'api',
    priority: 'normal',
    tags: [],
    status: 'new',
    openedAt: '2026-03-02T08:00:00.000Z',
    escalations: 0,
    moves: 0,
    reassignments: 0,
    bounces: 0,
    help: [],
    version: 1,
    reopens: 0,
    messages: 0,
    clocks: {},
    stays: [],
  };
}

/** A line of the delivery log. */
export function aDelivery() {
  return {
    id: `${ID}/000001@crm`,
    eventId: `${ID}/000001`,
    endpoint: 'crm',
    state: 'pending',
    attempts: 1,
    createdAt: '2026-03-02T08:00:00.000Z',
  };
}
