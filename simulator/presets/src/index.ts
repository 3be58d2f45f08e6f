export { PresetError } from './errors.ts';
export { loadPreset, type Preset } from './preset.ts';
export { presetNames } from './preset-file.ts';
export { type LoadedScenario, loadScenario } from './scenario-file.ts';
