import { type LadderAction, type Millis, NOTIFIED, PRIORITIES, STEP_CONDITIONS } from '@tierline/domain';
import { z } from 'zod';

import { duration } from './duration.ts';

const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;
const PLACE =
  'must be a share of the promise such as 50%, or a time before or after it is due such as -15m or +1h';

/** When a step is due, seen from its promise. */
export type StepPlace =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'from-due'; readonly by: number };

const place = z.string().transform((text, context): StepPlace => {
  const [, percent] = PERCENT.exec(text.trim()) ?? [];
  if (percent !== undefined && Number(percent) > 0) return { kind: 'share', share: Number(percent) / 100 };
  const [, sign, length = ''] = /^([+-])(.+)$/.exec(text.trim()) ?? [];
  const parsed = sign === undefined ? undefined : duration.safeParse(length);
  if (parsed?.success) return { kind: 'from-due', by: (sign === '-' ? -1 : 1) * parsed.data };
  context.addIssue({ code: 'custom', message: PLACE });
  return z.NEVER;
});

const ACTION = `must be {notify: ${NOTIFIED.join('|')}}, {page: a pager's id}, raise-priority, {raise-priority: a priority}, reassign or escalate`;

const action = z.unknown().transform((value, context): LadderAction => {
  const parsed = actionOf(value);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: ACTION });
  return z.NEVER;
});

const objects = z.union([
  z.strictObject({ notify: z.enum(NOTIFIED) }),
  z.strictObject({ page: z.string().min(1) }),
  z.strictObject({ 'raise-priority': z.enum(PRIORITIES) }),
]);

function actionOf(value: unknown): LadderAction | undefined {
  if (value === 'raise-priority' || value === 'reassign' || value === 'escalate') return { kind: value };
  const { data } = objects.safeParse(value);
  if (data === undefined) return undefined;
  if ('notify' in data) return { kind: 'notify', whom: data.notify };
  if ('page' in data) return { kind: 'page', pager: data.page };
  return { kind: 'raise-priority', to: data['raise-priority'] };
}

const step = z
  .strictObject({
    name: z.string().trim().min(1).max(60).exactOptional(),
    at: place,
    only: z.enum(STEP_CONDITIONS).exactOptional(),
    do: z.array(action).min(1).max(10),
  })
  .describe('what is done at a moment before or after a promise is due');

/** The steps of one ladder, in any order, each under a name of its own. */
export const ladderFile = z
  .array(step)
  .min(1)
  .max(50)
  .superRefine((steps, context) => {
    const names = steps.map(({ name, at }) => name ?? placeInWords(at));
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) < index)
        context.addIssue({
          code: 'custom',
          path: [index, steps[index]?.name === undefined ? 'at' : 'name'],
          message: `is used twice: ${name}; give the step another name`,
        });
    }
  });

/** The working time after which a step of a promise of that length is due; it may come out below zero. */
export function stepAfter(at: StepPlace, target: Millis): number {
  return at.kind === 'share' ? Math.round(target * at.share) : target + at.by;
}

/** The place in the words of the file: also the name of a step that has none. */
export function placeInWords(at: StepPlace): string {
  if (at.kind === 'share') return `${Number((at.share * 100).toFixed(4))}%`;
  return `${at.by < 0 ? '-' : '+'}${inWords(Math.abs(at.by))}`;
}

/** A length of time in milliseconds as the policy file spells it. */
export function inWords(length: number): string {
  const seconds = Math.round(length / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const spelled = parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(' ');
  return spelled === '' ? '0s' : spelled;
}
