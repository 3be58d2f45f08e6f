import assert from 'node:assert/strict';

import { policyProblems, type PolicyProblem } from '@tierline/contracts';
import { policyText } from '@tierline/testkit';

/** A valid policy file. */
export const TEXT: string = policyText();

/** The policy file with some of its text replaced. */
export function broken(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  }, TEXT);
}

/** What is said to be wrong with a policy file. */
export const problemsOf: (text: string) => readonly PolicyProblem[] = policyProblems;

/** Where a part of a text begins, in lines from 1. */
export function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
