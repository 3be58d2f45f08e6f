import type { Topic } from './topic.ts';

/** What people write to each other while a ticket is worked. */
export const letters = {
  firstAnswer: (topic: Topic | undefined) =>
    `Thank you for writing. I am looking into ${about(topic)} now and will come back to you here.`,
  question: (topic: Topic | undefined) =>
    `To go on with ${about(topic)} I need one more thing from you: since when do you see it, and on which account?`,
  customersAnswer: () =>
    'Here is what you asked for: we see it since yesterday, on the account that I write from.',
  solution: (topic: Topic | undefined) =>
    `This is how ${about(topic)} is put right. Please tell us if anything is left.`,
  stillBroken: () => 'I am sorry, but we see it again. Could you have another look?',
  handback: (topic: Topic | undefined) => ({
    seen: `The customer asks about ${about(topic)}. Everything works as it should.`,
    tried: 'Reproduced it: the settings of the knowledge base are enough.',
    why: 'The first tier can answer it with the article on this.',
  }),
  issue: (topic: Topic | undefined) => ({
    title: `Bug: ${about(topic)}`,
    body: `Support sees ${about(topic)} fail, and can reproduce it on a test account. The log says where it begins.`,
  }),
  handover: (topic: Topic | undefined) => ({
    seen: `The customer writes about ${about(topic)}. Reproduced with the account that is named in the ticket.`,
    tried: 'The steps of the knowledge base, without a change.',
    why: 'It needs more than settings: somebody who knows the inside of this part.',
  }),
};

function about(topic: Topic | undefined): string {
  return topic === undefined ? 'your question' : topic.id.replaceAll('-', ' ');
}
