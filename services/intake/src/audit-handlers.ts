import { type Database, listAudit } from '@tierline/store';

import type { Handlers } from './mount.ts';

/** Who wrote what, beside the tickets. */
export function auditHandlers(database: Database): Pick<Handlers, 'listAudit'> {
  return {
    listAudit: async ({ query }) => {
      const found = await listAudit(database, query);
      const items = found.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return { body: { items, ...(last && { nextCursor: last.id }) } };
    },
  };
}
