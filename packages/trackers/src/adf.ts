import { z } from 'zod';

/** A node of the Atlassian Document Format, in which Jira keeps what people write. */
export interface AdfNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
  readonly content?: readonly AdfNode[] | undefined;
}

export const adfNode: z.ZodType<AdfNode> = z.lazy(() =>
  z.object({
    type: z.string(),
    text: z.string().optional(),
    attrs: z.record(z.string(), z.unknown()).optional(),
    content: z.array(adfNode).optional(),
  }),
);

/** Nodes that are lines of their own. */
const BLOCKS = new Set(['paragraph', 'heading', 'codeBlock', 'listItem', 'blockquote', 'tableRow', 'rule']);

/** A document with one paragraph per line. */
export function adfOf(text: string): object {
  return {
    type: 'doc',
    version: 1,
    content: text.split('\n').map((line) => ({
      type: 'paragraph',
      content: line === '' ? [] : [{ type: 'text', text: line }],
    })),
  };
}

/** What a document says, as plain text: tables, pictures and the like are lost, mentions and links keep their words. */
export function textOf(node: AdfNode | null | undefined): string {
  return (node === null || node === undefined ? '' : wordsOf(node)).replace(/\n+$/, '');
}

function wordsOf(node: AdfNode): string {
  if (node.type === 'hardBreak') return '\n';
  const attribute = node.attrs?.['text'] ?? node.attrs?.['url'];
  const words = `${node.text ?? (typeof attribute === 'string' ? attribute : '')}${(node.content ?? []).map(wordsOf).join('')}`;
  return BLOCKS.has(node.type) && !words.endsWith('\n') ? `${words}\n` : words;
}
