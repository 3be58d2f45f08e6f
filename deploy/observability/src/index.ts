export { generatedFiles, GENERATED_FOLDERS, RUNBOOKS } from './generated-files.ts';
export { RULES } from './rules.ts';
export type { Alert, Recording, RuleGroup } from './alert.ts';
export { allExpressions, type Expression } from './expressions.ts';
