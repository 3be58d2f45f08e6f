import { parsePolicy } from '@tierline/contracts';
import { compileOrganisation, type Organisation, type Scenario } from '@tierline/model';

/** What is simulated: plain data, so that it can be sent to a thread. */
export interface Plan {
  readonly name: string;
  readonly scenario: Scenario;
  /** The text of a policy file. */
  readonly policy: string;
}

/** Compiles a plan. Throws PolicyError or ScenarioError where it is not valid or cannot be simulated. */
export function organisationOf({ scenario, policy }: Plan): Organisation {
  return compileOrganisation(scenario, parsePolicy(policy).policy);
}
