/** Values for the `{name}` parts of a path, or for its query; undefined is left out of a query. */
export type PathValues = Readonly<Record<string, string | number | undefined>>;

/** A route's path with its parts filled in and a query behind. Throws TypeError when a part has no value. */
export function pathOf(template: string, params: PathValues = {}, query: PathValues = {}): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new TypeError(`${template} needs a value for ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
