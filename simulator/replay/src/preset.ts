import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import { type Agent, type Calendar, type Instant, type SlaPolicy, teamOf, tierOf } from '@tierline/domain';
import { parseScenario, type Scenario } from '@tierline/model';

import { PresetError } from './errors.ts';
import { workingDaysAfter } from './working-days.ts';

const PRESETS = new URL('../../presets/', import.meta.url);

/** A named organisation: its policy, load and work. */
export interface Preset {
  readonly name: string;
  /** Absolute path, for the services. */
  readonly policyFile: string;
  readonly policy: LoadedPolicy['policy'];
  readonly scenario: Scenario;
  /** Replayed milliseconds per real one. */
  readonly defaultSpeed: number;
  /** First opening of a working day strictly after that moment. */
  readonly dayStart: (after: Instant) => Instant;
}

/** Reads a preset. Throws PresetError when there is none of that name or its scenario is not valid, PolicyError for its policy. */
export async function loadPreset(name: string): Promise<Preset> {
  const known = (await readdir(PRESETS, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  if (!known.includes(name)) throw new PresetError(`there is no preset ${name}; known:`, known.toSorted());
  const policyFile = fileURLToPath(new URL(`${name}/tierline.yaml`, PRESETS));
  const scenarioFile = fileURLToPath(new URL(`${name}/scenario.yaml`, PRESETS));
  const [policyText, scenarioText] = await Promise.all([
    readFile(policyFile, 'utf8'),
    readFile(scenarioFile, 'utf8'),
  ]);
  const { policy } = parsePolicy(policyText);
  const scenario = parseScenario(scenarioText, scenarioFile);
  return {
    name,
    policyFile,
    policy,
    scenario,
    defaultSpeed: scenario.replay.defaultSpeed,
    dayStart: (after) => workingDaysAfter(deskCalendar(policy), after, 1)[0]?.opens ?? after,
  };
}

/** The calendar of the desk as a whole: that of the promise for an ordinary ticket. */
export function deskCalendar(policy: Preset['policy']): Calendar {
  const sla = promisesToAll(policy);
  return calendarNamed(policy, (sla.priorities.normal.resolution ?? sla.tiers.T1).calendar);
}

/** When an agent works: by the agent's own shift, else the team's, else the hours of the tier's target. */
export function shiftCalendar(policy: Preset['policy'], agent: Agent, now: Instant): Calendar {
  const name = agent.calendar ?? teamOf(agent, now, policy)?.calendar;
  return calendarNamed(policy, name ?? promisesToAll(policy).tiers[tierOf(agent, now)].calendar);
}

/** A calendar of a policy. Throws RangeError when the policy has none of that name. */
function calendarNamed(policy: Preset['policy'], name: string): Calendar {
  const calendar = policy.calendars.get(name);
  if (calendar === undefined) throw new RangeError(`the policy has no calendar ${name}`);
  return calendar;
}

/** What is promised of tickets that no other SLA policy is for. */
function promisesToAll({ sla, version }: Preset['policy']): SlaPolicy {
  const last = sla.at(-1);
  if (last === undefined) throw new RangeError(`policy ${version} promises nothing`);
  return last;
}
