import { ROUTES } from '@tierline/contracts';

import { type Call, headersOf, type Input, type Output, type Repeatable, type Routes } from './call.ts';

export type NewKey = Input<Routes['createKey']['body']>;
export type MadeKey = Output<Routes['createKey']['response']>;
export type Key = Output<Routes['revokeKey']['response']>;
export type NewOrganisation = Input<Routes['putOrganisation']['body']>;
export type Organisation = Output<Routes['putOrganisation']['response']>;
export type NewRequester = Input<Routes['putRequester']['body']>;
export type Requester = Output<Routes['putRequester']['response']>;
/** Which requesters. `limit` is the size of a page, at most 500. */
export type RequesterQuery = Omit<Input<Routes['listRequesters']['query']>, 'limit'> & {
  readonly limit?: number;
};
/** Which page. `limit` is its size, at most 500. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}
export type KeyPage = Output<Routes['listKeys']['response']>;
export type OrganisationPage = Output<Routes['listOrganisations']['response']>;
export type RequesterPage = Output<Routes['listRequesters']['response']>;
export type AuditPage = Output<Routes['listAudit']['response']>;

/** What admins and integrations ask for: keys, people, the audit. */
export interface AdminClient {
  /** Makes an API key; a repeat with the same idempotency key gets no secret. */
  createKey(body: NewKey, options?: Repeatable): Promise<MadeKey>;
  /** One page of the API keys, newest first. */
  listKeys(query?: PageQuery): Promise<KeyPage>;
  /** Ends a key, within seconds. Safe to repeat. */
  revokeKey(id: string): Promise<Key>;
  /** Writes all of an organisation. Safe to repeat. */
  putOrganisation(id: string, body: NewOrganisation): Promise<Organisation>;
  readOrganisation(id: string): Promise<Organisation>;
  /** One page, by id. */
  listOrganisations(query?: PageQuery): Promise<OrganisationPage>;
  /** Writes all that is known of a requester. Safe to repeat. */
  putRequester(body: NewRequester): Promise<Requester>;
  readRequester(id: string): Promise<Requester>;
  /** One page, newest first. */
  listRequesters(query?: RequesterQuery): Promise<RequesterPage>;
  /** One page of who wrote what beside tickets, newest first. */
  listAudit(query?: PageQuery): Promise<AuditPage>;
}

export function adminClient(call: Call): AdminClient {
  return {
    createKey: async (body, options) => call(ROUTES.createKey, { body, headers: headersOf(options) }),
    listKeys: async (query) => call(ROUTES.listKeys, { query: { ...query } }),
    revokeKey: async (key) => call(ROUTES.revokeKey, { params: { key } }),
    putOrganisation: async (organisation, body) =>
      call(ROUTES.putOrganisation, { params: { organisation }, body }),
    readOrganisation: async (organisation) => call(ROUTES.readOrganisation, { params: { organisation } }),
    listOrganisations: async (query) => call(ROUTES.listOrganisations, { query: { ...query } }),
    putRequester: async (body) => call(ROUTES.putRequester, { body }),
    readRequester: async (requester) => call(ROUTES.readRequester, { params: { requester } }),
    listRequesters: async (query) => call(ROUTES.listRequesters, { query: { ...query } }),
    listAudit: async (query) => call(ROUTES.listAudit, { query: { ...query } }),
  };
}
