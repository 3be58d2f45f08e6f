import type { Topic } from './topic.ts';

/** Problems that need deep knowledge of the product: connections, identity, data. */
export const T2_TOPICS: readonly Topic[] = [
  {
    id: 'webhook-delivery',
    tier: 'T2',
    signs: ['webhook deliveries', 'our other system is not told'],
    plain: [
      {
        subject: 'Our other system is not told of changes',
        body: 'Until {{date.weekday}} each new card showed up there by itself. Now about every third one is missing. Nobody changed anything on our side.',
      },
    ],
    obvious: [
      {
        subject: 'Webhook deliveries stopped',
        body: 'Since {{date.weekday}} our endpoint gets no calls for the webhook {{string.numeric(4)}}. It answers 200 to a test by hand.',
      },
    ],
  },
  {
    id: 'rest-api-paging',
    tier: 'T2',
    signs: ['rest api', 'script gets only part'],
    plain: [
      {
        subject: 'Our script gets only part of the list',
        body: 'It reads {{number.int({"min":100,"max":500})}} entries, the page on the screen counts {{number.int({"min":600,"max":900})}}. It worked when we had fewer.',
      },
    ],
    obvious: [
      {
        subject: 'REST API returns incomplete pages',
        body: 'The third page of the list has {{number.int({"min":3,"max":40})}} entries fewer than asked for, with version {{system.semver}} of the client.',
      },
    ],
  },
  {
    id: 'saml-login',
    tier: 'T2',
    signs: ['saml', 'company login'],
    plain: [
      {
        subject: 'People come back to the start page after the company login',
        body: 'It concerns {{number.int({"min":2,"max":15})}} of us, all from the office in {{location.city}}. The others get in.',
      },
    ],
    obvious: [
      {
        subject: 'SAML assertion is rejected',
        body: 'After we renewed our certificate, single sign-on ends with "audience does not match" for everybody at {{company.name}}.',
      },
    ],
  },
  {
    id: 'scim-provisioning',
    tier: 'T2',
    signs: ['scim', 'people who left'],
    plain: [
      {
        subject: 'People who left us still have seats',
        body: '{{person.fullName}} and {{number.int({"min":2,"max":8})}} others were removed from our directory last week. We still pay for them.',
      },
    ],
    obvious: [
      {
        subject: 'SCIM does not deactivate users',
        body: 'The directory reports success for {{number.int({"min":2,"max":30})}} users, they stay active here. Log of the connector attached.',
      },
    ],
  },
  {
    id: 'permissions',
    tier: 'T2',
    signs: ['permission matrix', 'sees a board'],
    plain: [
      {
        subject: 'Somebody sees a board and should not',
        body: '{{person.firstName}} is a guest and was never added to it. We checked the sharing dialog twice.',
      },
    ],
    obvious: [
      {
        subject: 'Permission matrix and guest roles',
        body: 'Guests of {{company.name}} inherit a role through {{number.int({"min":2,"max":4})}} groups. Which of them wins, and how do we take one right away?',
      },
    ],
  },
  {
    id: 'bulk-import',
    tier: 'T2',
    signs: ['bulk import', 'upload of our list'],
    plain: [
      {
        subject: 'The upload of our list ends early',
        body: 'It takes {{number.int({"min":200,"max":900})}} rows and then says that it is finished. The file has {{number.int({"min":2,"max":9})}} thousand.',
      },
    ],
    obvious: [
      {
        subject: 'Bulk import skips rows',
        body: 'The bulk import of {{number.int({"min":2,"max":9})}} thousand cards leaves out every row with a line break in its third column, without a message.',
      },
    ],
  },
  {
    id: 'crm-connector',
    tier: 'T2',
    signs: ['crm connector', 'contacts appear twice'],
    plain: [
      {
        subject: 'Contacts appear twice',
        body: 'Since we connected the sales tool, {{number.int({"min":20,"max":200})}} of them are there once with and once without a telephone number.',
      },
    ],
    obvious: [
      {
        subject: 'CRM connector creates duplicates',
        body: 'The CRM connector matches by name and not by address, so {{company.name}} has {{number.int({"min":20,"max":200})}} duplicates since {{date.weekday}}.',
      },
    ],
  },
  {
    id: 'report-figures',
    tier: 'T2',
    signs: ['report builder', 'figures do not add up'],
    plain: [
      {
        subject: 'Our monthly figures do not add up',
        body: 'The sum at the bottom is {{number.int({"min":3,"max":40})}} lower than what I get by hand from the same rows.',
      },
    ],
    obvious: [
      {
        subject: 'Report builder: filter on a formula',
        body: 'In the report builder a filter on a calculated field drops rows whose value is empty. We need them for {{company.name}}.',
      },
    ],
  },
  {
    id: 'retention',
    tier: 'T2',
    signs: ['retention policy', 'cards of last year'],
    plain: [
      {
        subject: 'Cards of last year are gone',
        body: 'We looked for the ones about {{company.name}}. {{person.firstName}} is sure that nobody deleted them.',
      },
    ],
    obvious: [
      {
        subject: 'Retention policy for one workspace',
        body: 'Our retention policy should keep one workspace for {{number.int({"min":5,"max":10})}} years and the rest for two. The page offers only one value.',
      },
    ],
  },
];
