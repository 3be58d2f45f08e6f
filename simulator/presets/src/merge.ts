/** Data as a file states it. */
export type Raw = Readonly<Record<string, unknown>>;

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a file says, over what it builds on: maps are merged at every depth, null removes, anything else replaces. */
export function merge(base: Raw, over: Raw): Raw {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    if (value === null) delete merged[key];
    else merged[key] = isRaw(below) && isRaw(value) ? merge(below, value) : value;
  }
  return merged;
}
