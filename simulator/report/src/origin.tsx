/** @jsxRuntime automatic */
import type { Plan } from '@tierline/whatif';
import type { ReactElement } from 'react';
import { stringify } from 'yaml';

import type { ReportMeta } from './meta.ts';

const TEXT = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '0.8rem' } as const;

/** Sentences that must be read before figures are believed. */
export function Notes({ notes }: { readonly notes: readonly string[] }): ReactElement | undefined {
  if (notes.length === 0) return undefined;
  return (
    <>
      <h2>Before you rely on it</h2>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

/** How the page was made, and what one needs to make it again. */
export function Origin({
  method,
  runs,
  meta,
}: {
  readonly method: string;
  readonly runs: string;
  readonly meta: ReportMeta;
}): ReactElement {
  const { version, seed, command, scenarioHash } = meta;
  return (
    <>
      <h2>How this was made</h2>
      <p>{method}</p>
      <ul>
        <li>Version {version}</li>
        <li>Seed {seed}</li>
        <li>{runs}</li>
        {scenarioHash !== undefined && <li>Scenario and policy: {scenarioHash}</li>}
        {command !== undefined && (
          <li>
            Command: <code>{command}</code>
          </li>
        )}
      </ul>
    </>
  );
}

/** The scenario with every default filled in, and the policy as it was given. */
export function Assumptions({ plan }: { readonly plan: Plan }): ReactElement {
  return (
    <>
      <details>
        <summary>Scenario: {plan.name}, every assumption with its value</summary>
        <pre style={TEXT}>{stringify(plan.scenario)}</pre>
      </details>
      <details>
        <summary>Policy: {plan.name}</summary>
        <pre style={TEXT}>{plan.policy}</pre>
      </details>
    </>
  );
}
