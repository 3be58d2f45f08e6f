import type { Topic } from './topic.ts';

/** Investigations that need source, internals and debugging; incidents; high-value accounts that stand still. */
export const T3_TOPICS: readonly Topic[] = [
  {
    id: 'data-breach',
    tier: 'T3',
    signs: ['data breach', 'files of another customer'],
    plain: [
      {
        subject: 'I can open files of another customer',
        body: 'In the list of attachments there are {{number.int({"min":2,"max":6})}} documents of {{company.name}}, who are not us.',
      },
    ],
    obvious: [
      {
        subject: 'Possible data breach',
        body: 'Our monitoring saw unauthorized access to {{number.int({"min":20,"max":400})}} records from an address in {{location.city}}. Please call back.',
      },
    ],
  },
  {
    id: 'leaked-token',
    tier: 'T3',
    signs: ['leaked credentials', 'key ended up in public'],
    plain: [
      {
        subject: 'A key ended up in public',
        body: '{{person.firstName}} posted a screenshot with our key in a forum on {{date.weekday}}. What could have been done with it since?',
      },
    ],
    obvious: [
      {
        subject: 'Leaked credentials of an administrator',
        body: 'We treat it as a security incident. We need the list of everything that was done with the account since {{date.weekday}}.',
      },
    ],
  },
  {
    id: 'outage',
    tier: 'T3',
    signs: ['outage', 'none of us gets in'],
    plain: [
      {
        subject: 'None of us gets in this morning',
        body: 'All {{number.int({"min":80,"max":400})}} people in {{location.city}} see an empty page. Restarting the browser did not help.',
      },
    ],
    obvious: [
      {
        subject: 'Outage of our tenant',
        body: 'Since this morning production is down for all {{number.int({"min":80,"max":400})}} people of {{company.name}}. Every request ends with 500.',
        plan: 'enterprise',
      },
    ],
  },
  {
    id: 'slow-queries',
    tier: 'T3',
    signs: ['performance degradation', 'everything takes ages'],
    plain: [
      {
        subject: 'Everything takes ages on our biggest board',
        body: 'It has {{number.int({"min":3,"max":9})}} thousand cards. Opening one took a second until {{date.weekday}}, now it is half a minute.',
      },
    ],
    obvious: [
      {
        subject: 'Performance degradation since {{system.semver}}',
        body: 'High latency on all list calls: median {{number.int({"min":3,"max":9})}} s instead of 0.2 s, measured from {{location.city}} and from your own region.',
      },
    ],
  },
  {
    id: 'agent-memory',
    tier: 'T3',
    signs: ['memory leak', 'program on our server stops'],
    plain: [
      {
        subject: 'The program on our server stops every night',
        body: 'The one that you gave us for the connection to our house. We start it again each morning at {{number.int({"min":6,"max":8})}}.',
      },
    ],
    obvious: [
      {
        subject: 'Memory leak in the on-premises agent',
        body: 'Version {{system.semver}} grows by {{number.int({"min":100,"max":400})}} MB an hour until it is killed. A dump is attached: memory leak in the upload queue, we think.',
      },
    ],
  },
  {
    id: 'replication',
    tier: 'T3',
    signs: ['replication lag', 'old version of a card'],
    plain: [
      {
        subject: 'Now and then we see an old version of a card',
        body: 'After saving, {{person.firstName}} in {{location.city}} sees the text from before for some minutes. It is right when looked at from here.',
      },
    ],
    obvious: [
      {
        subject: 'Replication lag in our region',
        body: 'Reads are up to {{number.int({"min":2,"max":15})}} minutes behind writes. The replication lag grows during the night export.',
      },
    ],
  },
  {
    id: 'corrupt-data',
    tier: 'T3',
    signs: ['data corruption', 'texts are mixed up'],
    plain: [
      {
        subject: 'Texts are mixed up',
        body: 'Two people wrote in the same card and now it holds half a sentence of each. It happened {{number.int({"min":3,"max":9})}} times this week.',
      },
    ],
    obvious: [
      {
        subject: 'Data corruption after simultaneous edits',
        body: 'Looks like a race condition: two saves within {{number.int({"min":10,"max":90})}} ms leave a card with fields of both. We can show it.',
      },
    ],
  },
  {
    id: 'sdk-crash',
    tier: 'T3',
    signs: ['sdk', 'app that we built'],
    plain: [
      {
        subject: 'The app that we built on your library closes by itself',
        body: 'It happens to {{number.int({"min":3,"max":25})}} of our users when they attach a photo. The tablet is a new one.',
      },
    ],
    obvious: [
      {
        subject: 'Crash in your SDK {{system.semver}}',
        body: 'Our custom integration ends with an exception from inside your code, {{number.int({"min":3,"max":25})}} times a day, only with attachments above 2 MB.',
      },
    ],
  },
];
