export { PresetError } from './errors.ts';
export { loadPreset, type Preset } from './preset.ts';
export { presetNames } from './preset-files.ts';
export { loadScenario } from './scenario-file.ts';
