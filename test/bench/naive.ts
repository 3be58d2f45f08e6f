/** The naive floor: each step of each ticket is one awaited write and one job, and each promise a delayed job. */
import { FLOOR_JOB, type FloorTools, runFloorProcess } from './floor-process.ts';
import { DUE_MS, type FloorWake, transition } from './floor-ticket.ts';

await runFloorProcess({
  intake: (tools) => {
    const wakeRouter = waker(tools, 'router');
    return async (ticket, wake) => {
      await tools.tickets.insertOne(ticket);
      await wakeRouter(wake);
    };
  },
  router: (tools) => {
    const wakeSla = waker(tools, 'sla');
    return async (wake) => {
      const { filter, update } = transition(wake, 'routed', 'router', { team: 'T1' });
      const routed = await tools.tickets.findOneAndUpdate(filter, update, { returnDocument: 'after' });
      if (routed !== null) await wakeSla({ ...wake, version: routed.version });
    };
  },
  sla: (tools) => {
    const setTimer = waker(tools, 'timers', DUE_MS);
    return async (wake) => {
      const { filter, update } = transition(wake, 'timed', 'sla', { dueAt: new Date(Date.now() + DUE_MS) });
      const { modifiedCount } = await tools.tickets.updateOne(filter, update);
      if (modifiedCount === 1) await setTimer({ ...wake, version: wake.version + 1 });
    };
  },
});

function waker({ queue }: FloorTools, name: string, delay = 0): (wake: FloorWake) => Promise<unknown> {
  const jobs = queue(name);
  return (wake) =>
    jobs.add(
      name,
      { wakes: [wake] },
      { ...FLOOR_JOB, jobId: `${name}-${wake.ticketId}-${wake.version}`, delay },
    );
}
