import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { Replication } from '@tierline/model';
import { Piscina } from 'piscina';

import type { Evaluation } from './evaluate.ts';
import type { EvaluationTask, RecordsTask, ReplicationTask } from './simulation-thread.ts';

/** Threads that simulate. Close it when nothing is needed any more. */
export class SimulationPool implements AsyncDisposable {
  readonly #threads: Piscina;
  readonly threads: number;

  /** @param threads how many; as many as the machine has cores where absent. */
  constructor(threads = availableParallelism()) {
    this.threads = threads;
    // What is built, also where this runs from source: loaders of sources do not reach into threads.
    this.#threads = new Piscina({
      filename: fileURLToPath(new URL('../dist/simulation-thread.js', import.meta.url)),
      execArgv: [],
      minThreads: threads,
      maxThreads: threads,
    });
  }

  /** One run. Rejects with an AbortError when the signal aborts; with ScenarioError as the plan says. */
  async replicate(task: ReplicationTask, signal?: AbortSignal): Promise<Replication> {
    return (await this.#threads.run(task, { name: 'replicate', ...(signal && { signal }) })) as Replication;
  }

  /** All runs that a plan of a sweep needs. Rejects as `replicate` does. */
  async evaluate(task: EvaluationTask, signal?: AbortSignal): Promise<Evaluation> {
    return (await this.#threads.run(task, { name: 'evaluatePlan', ...(signal && { signal }) })) as Evaluation;
  }

  /**
   * Appends the records of one run to a file that `beginRecords` began; how many they are. Rejects as `replicate` does, and
   * where the file cannot be written.
   */
  async record(task: RecordsTask, signal?: AbortSignal): Promise<number> {
    return (await this.#threads.run(task, { name: 'record', ...(signal && { signal }) })) as number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#threads.destroy();
  }
}
