import { ApiError, UnexpectedAnswerError, UnreachableError } from '@tierline/client';
import type { PolicyProblem } from '@tierline/contracts';
import { ScenarioError } from '@tierline/model';
import { PresetError } from '@tierline/presets';

import { InvalidIcsError } from './ics-holidays.ts';

/** What a command ends with when it cannot do what it was asked. */
export interface Failure {
  /** For people, on lines of their own. */
  readonly message: string;
  /** 1: refused, or problems were found; 2: asked wrongly, or nobody answered. */
  readonly exitCode: 1 | 2;
}

/** Thrown for arguments that make no sense together, or a file that cannot be read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown for a policy file that is not valid. */
export class InvalidPolicyError extends Error {
  override readonly name = 'InvalidPolicyError';

  constructor(file: string, problems: readonly PolicyProblem[]) {
    super(problems.map((problem) => problemLine(file, problem)).join('\n'));
  }
}

/** Rows of a file that are told of. */
const TOLD = 20;

/** Thrown for a file of recorded tickets with rows that make no sense. */
export class InvalidHistoryError extends Error {
  override readonly name = 'InvalidHistoryError';

  /** @param problems with their lines. */
  constructor(file: string, problems: readonly string[], hint = '') {
    const more = problems.length - TOLD;
    super(
      [
        `${file} has ${problems.length} rows that make no sense${hint}:`,
        ...problems.slice(0, TOLD),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('\n  '),
    );
  }
}

/** How an error is told, and what the process ends with. What nobody foresaw keeps its stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InvalidPolicyError) return { message: error.message, exitCode: 1 };
  if (error instanceof ScenarioError || error instanceof PresetError)
    return { message: `tierline: ${error.message}`, exitCode: 1 };
  if (error instanceof InvalidHistoryError) return { message: `tierline: ${error.message}`, exitCode: 1 };
  if (error instanceof InvalidIcsError) return { message: `tierline: ${error.message}`, exitCode: 1 };
  if (error instanceof ApiError) return { message: refusalOf(error), exitCode: 1 };
  if (error instanceof UnreachableError) {
    return {
      message: `tierline: ${error.message}\nIs the API running, and is --url (or TIERLINE_URL) its address?`,
      exitCode: 2,
    };
  }
  if (error instanceof UsageError || error instanceof UnexpectedAnswerError)
    return { message: `tierline: ${error.message}`, exitCode: 2 };
  return {
    message: `tierline: ${String(error instanceof Error ? error.stack : error)}`,
    exitCode: 2,
  };
}

function refusalOf({ code, problem }: ApiError): string {
  const { title, detail, errors = [] } = problem;
  return [
    `tierline: ${title} (${code})`,
    ...(errors.length > 0
      ? errors.map(({ field, message }) => `  ${field}: ${message}`)
      : detail === undefined
        ? []
        : [detail]),
  ].join('\n');
}

function problemLine(file: string, { path, line, message }: PolicyProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}${message}`;
}
