import { readPolicyFile } from '@tierline/contracts';
import { applyPolicy, lastFromFile, openDatabase, policyInForce } from '@tierline/store';

/**
 * Puts the policy file in force if it was edited since it last was: whoever edits it here expects it to count. A file that
 * stayed as it was leaves alone what was applied since by other ways; a database without a policy gets its first from the
 * services. Resolves with the version that was put in force, if any. Throws PolicyError when the file is not valid.
 */
export async function applyEditedPolicy(mongoUri: string, file: string): Promise<string | undefined> {
  const loaded = readPolicyFile(file);
  const { version } = loaded.policy;
  const database = await openDatabase(mongoUri);
  try {
    const inForce = await policyInForce(database);
    if (inForce === undefined || (await lastFromFile(database)) === version) return undefined;
    const from = inForce.application.version;
    const outcome = await applyPolicy(database, { loaded, from, kind: 'file', by: 'npm start' });
    return outcome.kind === 'applied' && !outcome.repeated ? version : undefined;
  } finally {
    await database.close();
  }
}
