import { AsyncLocalStorage } from 'node:async_hooks';

import { type Caller, identityOf } from '@tierline/contracts';

/** Who asked for what a request writes: the key, and whom it stands for. */
export type Asker = Omit<Caller, 'scopes'>;

// Carried beside the calls, not through them: every write of a request has it, also one that is added next year.
const askers = new AsyncLocalStorage<Asker>();

/** Runs what a request asks for; everything that is written meanwhile, by whatever call, is recorded as asked for by this caller. */
export function askedBy<T>(caller: Caller, run: () => Promise<T>): Promise<T> {
  return askers.run({ ...identityOf(caller), keyId: caller.keyId, name: caller.name }, run);
}

/** Who asks for what runs now; undefined where a process of Tierline does it by itself. */
export function presentAsker(): Asker | undefined {
  return askers.getStore();
}
