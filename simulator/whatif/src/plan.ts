import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import { compileOrganisation, deskCalendar, type Organisation, type Scenario } from '@tierline/model';

/** What is simulated: plain data, so that it can be sent to a thread. */
export interface Plan {
  readonly name: string;
  readonly scenario: Scenario;
  /** The text of a policy file. */
  readonly policy: string;
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
