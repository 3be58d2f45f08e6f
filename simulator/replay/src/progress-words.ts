import type { ReplayProgress } from './run.ts';

/** One line: how far the replayed time is, and what became of the tickets so far. */
export function progressInWords({ phase, replayed, total, sent, solved, open }: ReplayProgress): string {
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((replayed / total) * 100));
  return `tierline: ${phase} ${clock(replayed)} of ${clock(total)} (${percent} %): ${sent} sent, ${solved} solved, ${open} open`;
}

/** Hours and minutes of replayed time. */
function clock(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
