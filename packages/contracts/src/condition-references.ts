/** Something that a condition names: a calendar or a custom field, and where in the file. */
export interface ConditionName {
  readonly path: string;
  readonly calendar?: string;
  readonly field?: string;
}

/** Deeper than a condition may be: that is reported as it is. */
const DEEPEST = 20;

/** The calendars and custom fields that a condition names, wherever in it; `condition` may be anything. */
export function namesIn(condition: unknown, path: string, depth = 0): readonly ConditionName[] {
  if (typeof condition !== 'object' || condition === null || depth > DEEPEST) return [];
  return Object.entries(condition).flatMap(([key, value]): readonly ConditionName[] => {
    const place = `${path}.${key}`;
    if (typeof value !== 'string') return namesIn(value, place, depth + 1);
    if (key === 'field' && value.startsWith('fields.'))
      return [{ path: place, field: value.slice('fields.'.length) }];
    return path.endsWith('.received') ? [{ path: place, calendar: value }] : [];
  });
}
