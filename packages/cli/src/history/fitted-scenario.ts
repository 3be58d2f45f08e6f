import type { FittedHistory, Scenario } from '@tierline/model';
import { Document, isMap, isSeq, visit } from 'yaml';

/** Fields of a load that say when and how many tickets come: what a history says replaces all of them. */
const REPLACED = ['ticketsPerDay', 'rates', 'recorded', 'incidents', 'busyness', 'months'] as const;
/** Fields whose parts are replaced as a whole, not merged into those of the preset. */
const WHOLE = ['week', 'plans', 'priorities'] as const;

const HOUR = /^\d\d$/;

function byKey({ key: one }: { readonly key: unknown }, { key: other }: { readonly key: unknown }): number {
  return Number(String(one)) - Number(String(other));
}

/**
 * The scenario file of a fitted history: load and work, with what it was fitted to above. Over a preset it removes by null
 * what the preset says otherwise, since maps of both are merged.
 */
export function fittedScenario(
  { load, work, notes }: FittedHistory,
  heading: readonly string[],
  over?: { readonly name: string; readonly scenario: Scenario },
): string {
  const data = {
    ...(over && { extends: over.name }),
    load: over === undefined ? load : loadOver(load, over.scenario.load),
    ...(Object.keys(work).length > 0 && {
      work: over === undefined ? work : workOver(work, over.scenario.work),
    }),
  };
  const document = new Document(data);
  visit(document, {
    Pair: (_, { value }) => {
      if (!isMap(value) && !isSeq(value)) return;
      // What has no map inside of it is on one line, in order: hours too, which JavaScript puts elsewhere.
      if (isMap(value) && value.items.some((pair) => isMap(pair.value))) return;
      if (isMap(value) && value.items.every((pair) => HOUR.test(String(pair.key)))) value.items.sort(byKey);
      value.flow = true;
    },
  });
  const comments = [...heading, ...notes].map((line) => `# ${line}\n`).join('');
  return `${comments}\n${document.toString({ lineWidth: 0 })}`;
}

function loadOver(load: FittedHistory['load'], base: Scenario['load']): object {
  const gone = REPLACED.filter((name) => base[name] !== undefined && !(name in load));
  return {
    ...Object.fromEntries(gone.map((name) => [name, null])),
    ...load,
    ...Object.fromEntries(
      WHOLE.flatMap((name) => (load[name] === undefined ? [] : [[name, replacing(base[name], load[name])]])),
    ),
  };
}

function workOver(work: FittedHistory['work'], base: Scenario['work']): object {
  return {
    ...(work.handle && { handle: replacing(partOf(base.handle, work.handle), work.handle) }),
    ...(work.findOut && { findOut: replacing(partOf(base.findOut, work.findOut), work.findOut) }),
  };
}

/** Of a map, what the other one has as well. */
function partOf(base: object, wanted: object): object {
  return Object.fromEntries(Object.entries(base).filter(([name]) => name in wanted));
}

/** What is wanted in place of what there is, where the two are merged: null for what must go, at every depth. */
function replacing(base: unknown, wanted: unknown): unknown {
  if (!isPlainMap(base) || !isPlainMap(wanted)) return wanted;
  return {
    ...Object.fromEntries(Object.keys(base).flatMap((name) => (name in wanted ? [] : [[name, null]]))),
    ...Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [name, replacing(base[name], value)]),
    ),
  };
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
