import { type Database, listAudit } from '@tierline/store';

import type { Handlers } from './mount.ts';
import { byId, pageOf } from './page.ts';

/** Who wrote what, beside the tickets. */
export function auditHandlers(database: Database): Pick<Handlers, 'listAudit'> {
  return {
    listAudit: async ({ query }) => {
      const found = await listAudit(database, query);
      const page = pageOf(found, query.limit, {
        view: ({ at, ...entry }) => ({ ...entry, at: at.toISOString() }),
        cursor: byId,
      });
      return { body: page };
    },
  };
}
