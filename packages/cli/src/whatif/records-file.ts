import {
  beginRecords,
  type PlanResult,
  type RecordsFormat,
  recordsFormatOf,
  type SimulationPool,
} from '@tierline/whatif';

import { UsageError } from '../failure.ts';

/** Records that are on disk. */
export interface WrittenRecords {
  readonly file: string;
  readonly runs: number;
  readonly rows: number;
}

/** A file of records, one for each visit of the first runs. Throws UsageError where it cannot be written. */
export class RecordsFile {
  readonly #file: string;
  readonly #format: RecordsFormat;
  readonly #runs: number;

  /** Begins the file, before anything is simulated for it: what was in it is gone. */
  constructor(file: string, runs: number) {
    const format = recordsFormatOf(file);
    if (format === undefined) throw new UsageError(`--records: ${file} ends neither in .ndjson nor in .csv`);
    this.#file = file;
    this.#format = format;
    this.#runs = runs;
    try {
      beginRecords(file, format);
    } catch (error) {
      throw new UsageError(
        `--records: ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /**
   * Writes the records of the runs that count, in their order; each is run once more for it. Where the signal aborts, those
   * until then: a run of which only a part is written counts as none.
   */
  async write(
    pool: SimulationPool,
    { plan, outcome }: PlanResult,
    seed: number,
    signal: AbortSignal,
  ): Promise<WrittenRecords> {
    const [file, format] = [this.#file, this.#format];
    const wanted = Math.min(this.#runs, outcome.replications.length);
    let [runs, rows] = [0, 0];
    try {
      while (runs < wanted && !signal.aborted) {
        rows += await pool.record({ plan, seed, replication: runs, file, format }, signal);
        runs += 1;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return { file, runs, rows };
  }
}
