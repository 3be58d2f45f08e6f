/** Where progress is told: a terminal, or a log that is read later. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells how a long step goes, without flooding a log. */
export interface ProgressLine {
  /** The present state. On a terminal the line is rewritten in place, else printed at most every 10 s. */
  update(text: string): void;
  /** A line that stays, below or in place of the progress. */
  print(text: string): void;
  /** Removes the progress that stands on a terminal. */
  clear(): void;
}

const LOG_EVERY_MILLIS = 10_000;
const ERASE_LINE = '\r\u001B[K';

export function createProgressLine(o: {
  readonly stream: ProgressStream;
  readonly now: () => number;
}): ProgressLine {
  const { stream, now } = o;
  const live = stream.isTTY === true;
  let standing = false;
  let loggedAt = now();
  const clear = () => {
    if (standing) stream.write(ERASE_LINE);
    standing = false;
  };
  return {
    update: (text) => {
      if (live) {
        stream.write(`${ERASE_LINE}${text}`);
        standing = true;
      } else if (now() - loggedAt >= LOG_EVERY_MILLIS) {
        loggedAt = now();
        stream.write(`${text}\n`);
      }
    },
    print: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    clear,
  };
}
