/** A trained model's version: its number, from 1. */
export const MODEL_VERSION = /^m[1-9]\d{0,8}$/;

/** Which model is in use: none, the latest, or one. */
export const MODEL_USE = /^(?:off|latest|m[1-9]\d{0,8})$/;
