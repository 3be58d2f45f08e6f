import type { Issue, IssueComment, IssueState } from '@tierline/domain';

/** What support files, or writes on an issue. */
export interface Writing {
  readonly body: string;
  /** Unique, the same in every attempt. The tracker keeps it with what was written, so that it is found again. */
  readonly reference: string;
  /**
   * When the first attempt was made, if there was one: it may have got through although nobody heard so. Then what has
   * this reference is looked for first.
   */
  readonly triedSince?: Date;
  /** Nothing is sent any more once it is aborted: somebody else may be about to do the same. */
  readonly signal: AbortSignal;
}

export interface NewIssue extends Writing {
  readonly title: string;
}

/** A comment that somebody else than Tierline made. */
export interface DatedComment extends IssueComment {
  readonly at: Date;
}

/** An issue as its tracker has it. */
export interface IssueNow {
  readonly issue: Issue;
  readonly state: IssueState;
  /** Comments since the time that was asked for, oldest first. Tierline's own are left out. */
  readonly comments: readonly DatedComment[];
}

/**
 * Where engineering keeps its issues. Every method throws TrackerError when the tracker does not do it, within ten
 * seconds per request.
 */
export interface Tracker {
  /** Files an issue; with `triedSince` only if it is not there. */
  file(issue: NewIssue): Promise<Issue>;
  /** Reads an issue, with the comments made at or after `since`. */
  read(key: string, since: Date): Promise<IssueNow>;
  /** Writes on an issue; with `triedSince` only if it is not there. */
  comment(key: string, comment: Writing): Promise<void>;
}
