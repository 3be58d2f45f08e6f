import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { compileRule, type Field, type FieldType, millis, type Policy, PRIORITIES } from '@tierline/domain';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

import { byName } from './by-name.ts';
import { type Calendars, calendarKey, closedCalendars, compiled, keyedCalendars } from './calendar-key.ts';
import type { EngineeringFile } from './engineering-file.ts';
import type { FieldFile } from './field-file.ts';
import type { PagerFile } from './pager-file.ts';
import { PolicyError, type PolicyProblem } from './policy-error.ts';
import { policyFile, type PolicyFile, type WebhookEndpoint } from './policy-file.ts';
import { referenceProblems } from './policy-references.ts';
import { compilePromises } from './sla-policies.ts';

/** A policy file, read: the rules' part for the domain, whom to tell, and where engineering keeps its issues. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly webhooks: readonly WebhookEndpoint[];
  readonly engineering: EngineeringFile;
  /** The file, letter by letter. */
  readonly text: string;
  /** Its calendars by name, in words. */
  readonly calendars: Calendars;
  /** The same under the keys by which clocks know them. */
  readonly keyed: Calendars;
  /** Whom its ladders page. */
  readonly pagers: readonly PagerFile[];
}

/** The policy in force. Whoever decides asks it anew each time: a policy may be replaced while processes run. */
export interface PolicySource {
  current(): LoadedPolicy;
}

/** A policy that another process may replace; `refresh` resolves when `current` is what was in force when it was called. */
export interface LivePolicies extends PolicySource {
  refresh(): Promise<void>;
}

/** A policy that stays. */
export function fixedPolicy(loaded: LoadedPolicy): PolicySource {
  return { current: () => loaded };
}

/**
 * Reads the text of a policy file (YAML), validates and compiles it. The policy's version is a hash of the text.
 * `earlier` are calendars of versions before it, kept for the tickets that count on them; `number` is how many times a
 * policy was put in force until this one.
 * Throws PolicyError with every problem at once, each with its place in the file.
 */
export function parsePolicy(
  text: string,
  { earlier = {}, number = 0 }: { readonly earlier?: Calendars; readonly number?: number } = {},
): LoadedPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw new PolicyError(
      broken.map((error) => ({ path: '', line: lines.linePos(error.pos[0]).line, message: error.message })),
    );
  }
  const file = plain(document);
  const parsed = policyFile.safeParse(file);
  const problems = [...(parsed.error?.issues ?? []).flatMap(problemsOf), ...referenceProblems(file)];
  if (!parsed.success || problems.length > 0) throw new PolicyError(problems.map(withLine));
  const { calendars, webhooks, pagers, engineering } = parsed.data;
  const closed = closedCalendars(calendars);
  if (closed.length > 0) throw new PolicyError(closed.map(withLine));
  const keyed = keyedCalendars(calendars);
  const { policy, problems: unfit } = compile(parsed.data, {
    version: policyVersion(text),
    number,
    keyed: { ...keyedCalendars(earlier), ...keyed },
  });
  if (unfit.length > 0) throw new PolicyError(unfit.map(withLine));
  return { policy, webhooks, pagers, engineering, text, calendars, keyed };

  /** Adds the line of the nearest part of the file that exists on the way to the problem. */
  function withLine(found: PolicyProblem): PolicyProblem {
    const path = found.path.split('.');
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return { ...found, line: lines.linePos(node.range[0]).line };
    }
    return found;
  }
}

/** The file as it is written, in plain values. Throws PolicyError when it is not valid. */
export function policyValues(text: string): Readonly<Record<string, unknown>> {
  parsePolicy(text);
  return plain(parseDocument(text)) as Readonly<Record<string, unknown>>;
}

/** Everything that is wrong with the text of a policy file; nothing when it is valid. */
export function policyProblems(text: string): readonly PolicyProblem[] {
  try {
    parsePolicy(text);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

/** The version of a policy file: a hash of its text. */
export function policyVersion(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The file as plain values. Throws PolicyError for an alias that stands for nothing, or for what it is part of. */
function plain(document: Document): unknown {
  try {
    const value: unknown = document.toJS();
    // Throws where an anchor contains itself: reading such a thing would not end.
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw new PolicyError([{ path: '', message: error instanceof Error ? error.message : String(error) }]);
  }
}

function problemsOf(issue: z.core.$ZodIssue): PolicyProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known key' }));
}

/** Reads a policy file from disk. Throws PolicyError when it cannot be read or is not valid. */
export function readPolicyFile(path: string): LoadedPolicy {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new PolicyError([{ path: '', message: `${path} cannot be read (${why})` }]);
  }
  return parsePolicy(text);
}

function compile(
  file: PolicyFile,
  {
    version,
    number,
    keyed,
  }: { readonly version: string; readonly number: number; readonly keyed: Calendars },
): { readonly policy: Policy; readonly problems: readonly PolicyProblem[] } {
  const { takeBackAfter, offlineAfter = takeBackAfter, ...assignment } = file.assignment;
  const keyOf = (name: string) => calendarKey(name, file.calendars[name] ?? { kind: 'always' });
  const byKey = Object.entries(keyed).map(([key, spec]) => [key, compiled(key, spec)] as const);
  const named = new Map(
    Object.entries(file.calendars).map(([name, spec]) => [name, compiled(calendarKey(name, spec), spec)]),
  );
  const { sla, problems } = compilePromises(file, { calendars: named, keyOf, version, number });
  const policy: Policy = {
    version,
    number,
    calendars: new Map([...byKey, ...named]),
    priorities: byName(PRIORITIES, (name) => ({
      headStart: file.promises.priorities[name].headStart ?? millis(0),
    })),
    sla,
    respondsBy: file.promises.respondsBy,
    routing: file.routing.map((rule) => compileRule(rule, named)),
    classifier: file.classifier,
    escalation: file.escalation,
    life: file.life,
    fields: file.fields.map(compileField),
    states: file.states,
    ...(takeBackAfter !== undefined && { takeBackAfter }),
    assignment: { ...assignment, ...(offlineAfter !== undefined && { offlineAfter }) },
    effort: file.effort,
    teams: new Map(file.teams.map((team) => [team.id, team])),
    attachments: file.attachments,
    agents: new Map(file.agents.map((agent) => [agent.id, agent])),
    trackers: new Set(file.engineering.trackers.map(({ id }) => id)),
  };
  return { policy, problems };
}

function compileField(file: FieldFile): Field {
  const { name, label = name, required } = file;
  return { name, label, type: typeOf(file), ...(required !== undefined && { required }) };
}

function typeOf(file: FieldFile): FieldType {
  switch (file.type) {
    case 'text':
      return { kind: 'text', maxLength: file.maxLength };
    case 'choice':
      return { kind: 'choice', options: file.options };
    case 'number':
    case 'boolean':
    case 'date':
      return { kind: file.type };
  }
}
