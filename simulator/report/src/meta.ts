/** Where a report comes from: what one must know to make it again. */
export interface ReportMeta {
  /** Of the product. */
  readonly version: string;
  readonly seed: number;
  /** The command line that made it. */
  readonly command?: string;
  /** Hash of scenario and policy. */
  readonly scenarioHash?: string;
  /** Of a sweep: how many plans its grid has. With fewer results than that the report is partial. */
  readonly points?: number;
}
