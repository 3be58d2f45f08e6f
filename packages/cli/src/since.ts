import { InvalidArgumentError } from 'commander';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A moment, or how long ago it was (`30m`, `12h`, `7d`), as an ISO 8601 instant. */
export function sinceOption(text: string): string {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && (unit === 'm' || unit === 'h' || unit === 'd'))
    return new Date(Date.now() - Number(count) * UNITS[unit]).toISOString();
  const moment = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('It has to be 30m, 12h, 7d, or an instant such as 2026-03-02T08:00:00Z.');
  return new Date(moment).toISOString();
}
