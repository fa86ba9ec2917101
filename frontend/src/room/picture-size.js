const WIDEST = 352;
const HIGHEST = 288;

/** The size at which a picture is shown: within its bounds, never larger than it is. */
export function shownSize({ width, height }) {
  const share = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}
