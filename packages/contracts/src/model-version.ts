/** Which model is in use: none, the latest, or one. */
export const MODEL_USE = /^(?:off|latest|m[1-9]\d{0,8})$/;
