import type { OrganisationView, RequesterView } from '@tierline/contracts';
import {
  type Database,
  listOrganisations,
  listRequesters,
  type Organisation,
  putOrganisation,
  putRequester,
  readOrganisations,
  readRequester,
  type Requester,
} from '@tierline/store';

import type { Handlers } from './mount.ts';
import { byId, pageOf } from './page.ts';
import { ProblemError } from './problems.ts';

type PeopleHandlers = Pick<
  Handlers,
  | 'putOrganisation'
  | 'readOrganisation'
  | 'listOrganisations'
  | 'putRequester'
  | 'readRequester'
  | 'listRequesters'
>;

/** Organisations and requesters: writing, reading, listing them. */
export function peopleHandlers(database: Database): PeopleHandlers {
  async function organisation(id: string): Promise<Organisation> {
    const [found] = await readOrganisations(database, [id]);
    if (found === undefined) throw new ProblemError('unknown-organisation', `no organisation ${id}`);
    return found;
  }

  return {
    putOrganisation: async ({ params: { organisation: id }, body }) => {
      const outcome = await putOrganisation(database, { id, ...body });
      if (outcome.kind === 'domain-taken')
        throw new ProblemError('domain-taken', `a domain of ${body.domains.join(', ')} is another's`);
      return { body: viewOfOrganisation(outcome.organisation) };
    },
    readOrganisation: async ({ params }) => ({
      body: viewOfOrganisation(await organisation(params.organisation)),
    }),
    listOrganisations: async ({ query }) => {
      const found = await listOrganisations(database, query);
      return { body: pageOf(found, query.limit, { view: viewOfOrganisation, cursor: byId }) };
    },
    putRequester: async ({ body }) => {
      if (body.organisation !== undefined) await organisation(body.organisation);
      return { body: viewOfRequester(await putRequester(database, body)) };
    },
    readRequester: async ({ params: { requester: id } }) => {
      const found = await readRequester(database, id);
      if (found === undefined) throw new ProblemError('unknown-requester', `no requester ${id}`);
      return { body: viewOfRequester(found) };
    },
    listRequesters: async ({ query }) => {
      const found = await listRequesters(database, query);
      return { body: pageOf(found, query.limit, { view: viewOfRequester, cursor: byId }) };
    },
  };
}

function viewOfOrganisation({ domains, externalIds, ...rest }: Organisation): OrganisationView {
  return {
    ...withTimes(rest),
    domains: [...domains],
    ...(externalIds !== undefined && { externalIds: { ...externalIds } }),
  };
}

function viewOfRequester(requester: Requester): RequesterView {
  return withTimes(requester);
}

function withTimes<T extends { readonly createdAt: Date; readonly updatedAt: Date }>(kept: T) {
  return { ...kept, createdAt: kept.createdAt.toISOString(), updatedAt: kept.updatedAt.toISOString() };
}
