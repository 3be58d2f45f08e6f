import type { Topic } from './topic.ts';

/** Routine questions, answered from the knowledge base. */
export const T1_TOPICS: readonly Topic[] = [
  {
    id: 'password-reset',
    tier: 'T1',
    signs: ['reset my password', 'password e-mail'],
    plain: [
      {
        subject: 'I cannot reset my password',
        body: 'I asked for the link {{number.int({"min":2,"max":6})}} times since this morning and nothing is in my inbox, not in the junk folder either.',
      },
      {
        subject: 'Password e-mail does not arrive',
        body: 'My colleague {{person.firstName}} got hers at once. We use the same mail provider. Can you send it again?',
      },
    ],
    obvious: [],
  },
  {
    id: 'invoice-copy',
    tier: 'T1',
    signs: ['copy of invoice', 'invoice is missing'],
    plain: [
      {
        subject: 'Copy of invoice {{string.numeric(6)}}',
        body: 'Our accounting in {{location.city}} needs it as a PDF before the end of the month. Where do I find it?',
      },
      {
        subject: "Last month's invoice is missing",
        body: 'I see the payment on our card but no document in the billing page. We need it for {{company.name}}.',
      },
    ],
    obvious: [],
  },
  {
    id: 'invite-colleague',
    tier: 'T1',
    signs: ['invite a colleague', 'invitation has expired'],
    plain: [
      {
        subject: 'How do I invite a colleague?',
        body: '{{person.fullName}} joins our team on Monday and should see the same boards as I do. I do not find the button.',
      },
      {
        subject: 'The invitation has expired',
        body: '{{person.firstName}} was on holiday and the link from two weeks ago no longer works. Can I send a new one?',
      },
    ],
    obvious: [],
  },
  {
    id: 'billing-address',
    tier: 'T1',
    signs: ['billing address', 'company name on the bill'],
    plain: [
      {
        subject: 'New billing address',
        body: 'We moved to {{location.streetAddress}}, {{location.city}}. Please tell me where to change it.',
      },
      {
        subject: 'Wrong company name on the bill',
        body: 'It says {{company.name}} but we are {{company.name}} since January. Can it be changed for the future?',
      },
    ],
    obvious: [],
  },
  {
    id: 'notifications',
    tier: 'T1',
    signs: ['too many notifications', 'notification settings'],
    plain: [
      {
        subject: 'I get too many notifications',
        body: 'About {{number.int({"min":30,"max":90})}} mails a day, for every comment on every board. I only want those with my name in them.',
      },
      {
        subject: 'Where are the notification settings?',
        body: 'I would like a summary once a day instead of single mails. {{person.firstName}} says it exists.',
      },
    ],
    obvious: [],
  },
  {
    id: 'second-factor',
    tier: 'T1',
    signs: ['new phone', 'login code'],
    plain: [
      {
        subject: 'New phone, no more codes',
        body: 'I changed my phone yesterday and the app on it shows no codes for my account. I still have {{number.int({"min":1,"max":5})}} of the paper codes.',
      },
      {
        subject: 'The login code is not accepted',
        body: 'I type the six digits as they are shown and it says that they are wrong. The clock of my phone should be right.',
      },
    ],
    obvious: [],
  },
  {
    id: 'change-plan',
    tier: 'T1',
    signs: ['change our plan', 'more seats'],
    plain: [
      {
        subject: 'We want to change our plan',
        body: 'We are now {{number.int({"min":12,"max":60})}} people. What would the next bigger plan cost us for the rest of the year?',
      },
      {
        subject: 'How do we get more seats?',
        body: '{{company.name}} needs {{number.int({"min":3,"max":20})}} more from next week. Does that need a new contract?',
      },
    ],
    obvious: [],
  },
  {
    id: 'cancel',
    tier: 'T1',
    signs: ['cancel our subscription', 'end of the trial'],
    plain: [
      {
        subject: 'How to cancel our subscription',
        body: 'The project with {{company.name}} is over. Until when can we still read our boards?',
      },
      {
        subject: 'What happens at the end of the trial?',
        body: 'We have {{number.int({"min":2,"max":9})}} days left. Will our boards be deleted if we decide a week later?',
      },
    ],
    obvious: [],
  },
  {
    id: 'export-pdf',
    tier: 'T1',
    signs: ['print a board', 'board as a pdf'],
    plain: [
      {
        subject: 'Can I print a board?',
        body: 'For a meeting in {{location.city}} on {{date.weekday}} I need one on paper. The browser cuts it at the right side.',
      },
      {
        subject: 'Sending a board as a PDF',
        body: 'A client of ours, {{company.name}}, has no account and should see the state of this week.',
      },
    ],
    obvious: [],
  },
  {
    id: 'language',
    tier: 'T1',
    signs: ['change the language', 'dates are shown'],
    plain: [
      {
        subject: 'How do I change the language?',
        body: 'Since this week everything is in English. {{person.firstName}} sees it in our own language as before.',
      },
      {
        subject: 'Dates are shown month first',
        body: 'We would like the day first, for all {{number.int({"min":4,"max":40})}} of us. Is there one place for it?',
      },
    ],
    obvious: [],
  },
];
