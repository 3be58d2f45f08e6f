export { PresetError } from './errors.ts';
export { loadPreset, type Preset, presetNames } from './preset.ts';
export { type LoadedScenario, loadScenario } from './scenario-file.ts';
