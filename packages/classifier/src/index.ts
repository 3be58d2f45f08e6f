export type { ConfidenceBucket, Evaluation } from './evaluation.ts';
export { BrokenModelError, loadClassifier, type TextClassifier } from './text-classifier.ts';
export { type Example, TooLittleToLearnError, train, type TrainedModel } from './training.ts';
export { trainApart } from './train-apart.ts';
