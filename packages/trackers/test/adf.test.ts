import assert from 'node:assert/strict';

import { adfNode, textOf } from '../src/adf.ts';

describe('a comment in Jira', () => {
  it('keeps its words: lists, code, line breaks, mentions and links', () => {
    const document = adfNode.parse({
      type: 'doc',
      version: 1,
      content: [
        { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Found it' }] },
        {
          type: 'paragraph',
          content: [
            { type: 'mention', attrs: { id: '1', text: '@Kim' } },
            { type: 'text', text: ' see', marks: [{ type: 'strong' }] },
            { type: 'hardBreak' },
            { type: 'inlineCard', attrs: { url: 'https://example.com/7' } },
          ],
        },
        {
          type: 'bulletList',
          content: ['one', 'two'].map((text) => ({
            type: 'listItem',
            content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
          })),
        },
        { type: 'codeBlock', content: [{ type: 'text', text: 'a\n  b' }] },
      ],
    });
    assert.equal(textOf(document), 'Found it\n@Kim see\nhttps://example.com/7\none\ntwo\na\n  b');
    assert.equal(textOf(null), '');
  });
});
