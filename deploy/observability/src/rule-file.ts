import { stringify } from 'yaml';

import type { Alert, RuleGroup } from './alert.ts';

const NOTE = ' Made by `pnpm observability` from deploy/observability/src. Do not edit.\n';

/** Where sections of runbooks are read: the address of a page, and the heading of the section as GitHub links it. */
export function runbookUrl({ page, section, name }: Alert, runbooks: string): string {
  return `${runbooks}/${page}.md#${(section ?? name).toLowerCase()}`;
}

/** A rule file of Prometheus. */
export function ruleFile(groups: readonly RuleGroup[], runbooks: string): string {
  return withNote({
    groups: groups.map(({ name, every, recordings, alerts }) => ({
      name,
      interval: every,
      rules: [
        ...recordings.map(({ name, labels, expr }) => ({ record: name, expr, ...(labels && { labels }) })),
        ...alerts.map((alert) => ({
          alert: alert.name,
          expr: alert.expr,
          ...(alert.forMinutes > 0 && { for: `${alert.forMinutes}m` }),
          labels: labelsOf(alert),
          annotations: {
            summary: alert.summary,
            description: alert.description,
            runbook_url: runbookUrl(alert, runbooks),
          },
        })),
      ],
    })),
  });
}

/** The labels that an alert has beside those of its expression. */
export function labelsOf({ severity, team }: Alert): { readonly severity: string; readonly team: string } {
  return { severity, team };
}

export function withNote(content: unknown): string {
  return `#${NOTE}${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
