/**
 * The batched floor: writes share round trips, one job carries up to 50 tickets, and a promise is only an index in
 * MongoDB. What it lacks beside Tierline is every rule: no outbox, no audit log, no sweep, no idempotency key.
 */
import { FLOOR_JOB, type FloorTools, runFloorProcess } from './floor-process.ts';
import { DUE_MS, type FloorTicket, type FloorWake, transition } from './floor-ticket.ts';
import { gather } from './gather.ts';

const WRITES = { max: 100, ms: 3 };
const WAKES = { max: 50, ms: 3 };

await runFloorProcess({
  intake: (tools) => {
    const insert = gather<FloorTicket>({
      ...WRITES,
      flush: (documents) => tools.tickets.insertMany(documents, { ordered: false }),
    });
    const wakeRouter = waker(tools, 'router');
    return async (ticket, wake) => {
      await insert(ticket);
      await wakeRouter(wake);
    };
  },
  router: (tools) => {
    const change = changer(tools);
    const wakeSla = waker(tools, 'sla');
    return async (wake) => {
      await change(transition(wake, 'routed', 'router', { team: 'T1' }));
      await wakeSla({ ...wake, version: wake.version + 1 });
    };
  },
  sla: (tools) => {
    const change = changer(tools);
    return (wake) => change(transition(wake, 'timed', 'sla', { dueAt: new Date(Date.now() + DUE_MS) }));
  },
});

function changer({ tickets }: FloorTools): (change: ReturnType<typeof transition>) => Promise<void> {
  return gather({
    ...WRITES,
    flush: (changes) =>
      tickets.bulkWrite(
        changes.map((change) => ({ updateOne: change })),
        { ordered: false },
      ),
  });
}

function waker({ queue }: FloorTools, name: string): (wake: FloorWake) => Promise<void> {
  const jobs = queue(name);
  return gather({
    ...WAKES,
    flush: (wakes) =>
      jobs.add(name, { wakes }, { ...FLOOR_JOB, jobId: `chunk-${wakes[0]?.ticketId}-${wakes[0]?.version}` }),
  });
}
