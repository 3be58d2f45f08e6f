import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import { compileOrganisation, deskCalendar, type Organisation, type Scenario } from '@tierline/model';

/** How long the warm-up of a plan is, by MSER-5 in pilot runs. */
export interface WarmUpDecision {
  readonly method: 'mser-5';
  readonly days: number;
  /** Whether there is a steady state at all. */
  readonly isSteady: boolean;
  readonly pilotRuns: number;
  readonly pilotDays: number;
}

/** What is simulated: plain data, so that it can be sent to a thread. */
export interface Plan {
  readonly name: string;
  readonly scenario: Scenario;
  /** The text of a policy file. */
  readonly policy: string;
  /** Where it was not stated but found out. */
  readonly warmUp?: WarmUpDecision;
}

/** Compiles a plan. Throws PolicyError or ScenarioError where it is not valid or cannot be simulated. */
export function organisationOf({ scenario, policy }: Plan): Organisation {
  const loaded = parsePolicy(policy);
  return compileOrganisation(scenario, loaded.policy, deskZone(loaded));
}

/** The zone of the desk's calendar: of several offices the first one's, and UTC where it is always open. */
function deskZone({ policy, calendars }: LoadedPolicy): string {
  const hours = calendars[deskCalendar(policy).name];
  const [office] = hours?.kind === 'offices' ? hours.offices : [hours];
  return office?.kind === 'weekly' ? office.zone : 'UTC';
}
