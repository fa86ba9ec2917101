/** The browser's timers as plain functions: kept as a property they refuse to be called. */
export const later = (run, wait) => setTimeout(run, wait);
export const cancel = (timer) => clearTimeout(timer);
