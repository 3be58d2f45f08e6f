import { PRIORITIES, TIERS } from '@tierline/domain';

/** Units of figures: minutes, a share of 1, a count, hours, money. */
export type FigureUnit = 'minutes' | 'share' | 'count' | 'hours' | 'money';

/** The unit of a figure by the end of its name, such as `T1.resolution.p95`. */
export function unitOf(figure: string): FigureUnit {
  if (/\.(attainment|utilisation|share|satisfied|onLower|timeShare)$/.test(figure)) return 'share';
  if (/\.(firstResponse|firstResponse\.wall|resolution|resolution\.wall|wait)\.(mean|p\d+)$/.test(figure))
    return 'minutes';
  if (/(hours|Hours)$/.test(figure)) return 'hours';
  return /cost/i.test(figure) ? 'money' : 'count';
}

/** Of what a table of figures has a row each: the tiers, all tickets, then named classes and teams. */
export function scopesOf(figures: Readonly<Record<string, unknown>>): readonly string[] {
  const scopes = new Set(Object.keys(figures).map((figure) => figure.slice(0, figure.indexOf('.'))));
  for (const name of ['all', ...TIERS, ...PRIORITIES]) scopes.delete(name);
  return [...TIERS, 'all', ...scopes];
}
