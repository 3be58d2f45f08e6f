declare module 'wink-naive-bayes-text-classifier' {
  /** The part of the library that is used here; it has no types of its own. */
  interface NaiveBayes {
    definePrepTasks(tasks: readonly ((input: readonly string[]) => readonly string[])[]): number;
    defineConfig(config: { considerOnlyPresence: boolean; smoothingFactor: number }): boolean;
    learn(input: readonly string[], label: string): boolean;
    consolidate(): boolean;
    /** Binary logarithms of the odds of each label, highest first; only `['unknown', 0]` when no word is known. */
    computeOdds(input: readonly string[]): [label: string, logOdds: number][];
    stats(): { readonly vocabulary: number };
    exportJSON(): string;
    importJSON(json: string): boolean;
  }
  function naiveBayes(): NaiveBayes;
  export = naiveBayes;
}
