import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line carries while something is done: ids only. Later fields may be added while it is under way. */
export interface LogFields {
  requestId?: string;
  ticketId?: string;
  queue?: string;
  jobId?: string;
}

// Beside the calls, as who asked is: a line that is added next year has them too.
const carried = new AsyncLocalStorage<LogFields>();

/** Runs something whose log lines carry these fields. */
export function withLogFields<T>(fields: LogFields, run: () => T): T {
  return carried.run(fields, run);
}

/** From now on, log lines of what is under way name this ticket. */
export function logTicket(ticketId: string): void {
  const fields = carried.getStore();
  if (fields !== undefined) fields.ticketId = ticketId;
}

export function presentLogFields(): LogFields | undefined {
  return carried.getStore();
}
