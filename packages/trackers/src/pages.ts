/** Entries on a page; every tracker has this as its largest, or a larger one. */
export const PAGE = 100;
/** More pages than that are not read: nobody wrote so much since the last look. */
const PAGES = 20;

/** What is on the pages up to the first that is not full, or of which `until` says that later ones do not matter. */
export async function pages<T>(
  read: (page: number) => Promise<readonly T[]>,
  until: (page: readonly T[]) => boolean = () => false,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const entries = await read(page);
    found.push(...entries);
    if (entries.length < PAGE || until(entries)) break;
  }
  return found;
}
