import assert from 'node:assert/strict';

import { decide, type TicketId } from '@tierline/domain';
import { eventId, historyOf } from '@tierline/store';
import { ADA, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

describe('the history of a ticket, in pages', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  /** A ticket of six events, all published. */
  async function published(): Promise<TicketId> {
    const { store, database } = real.ticketing;
    const { ticket } = await store.create(aRequest(), MONDAY);
    for (let n = 1; n < 6; n += 1) {
      await store.change(ticket.id, (present) =>
        decide(
          present,
          { kind: 'update', agentId: ADA, changes: { subject: `${n}` } },
          MONDAY,
          real.loaded.policy,
        ),
      );
    }
    await eventually(async () =>
      assert.deepEqual((await database.tickets.findOne({ _id: ticket.id }))?.outbox, []),
    );
    return ticket.id;
  }

  /** Makes events wait in the outbox again, as if the relay had not come to them. */
  async function unpublished(id: TicketId, seqs: readonly number[]): Promise<void> {
    const { events, tickets } = real.ticketing.database;
    const ids = seqs.map((seq) => eventId({ ticketId: id, seq }));
    const documents = await events.find({ _id: { $in: ids } }).toArray();
    await tickets.updateOne({ _id: id }, { $push: { outbox: { $each: documents } } });
    await events.deleteMany({ _id: { $in: ids } });
  }

  for (const waiting of [[], [6], [2, 5], [1, 2, 3, 4, 5, 6]]) {
    it(`is complete and in order while these wait to be published: ${waiting.join(', ') || 'none'}`, async () => {
      const { database } = real.ticketing;
      const id = await published();
      await unpublished(id, waiting);
      for (const limit of [1, 2, 3, 4, 6, 7]) {
        const seqs: number[] = [];
        for (;;) {
          const page = (await historyOf(database, id, { after: seqs.at(-1) ?? 0, limit })) ?? [];
          if (page.length === 0) break;
          seqs.push(...page.map(({ seq }) => seq));
        }
        assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6], `limit ${limit}`);
      }
      assert.equal((await historyOf(database, id))?.length, 6);
    });
  }
});
