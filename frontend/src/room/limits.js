/** What fits into one message: counted as the server counts, in characters, not code units. */
import { words } from "./words.js";

export const LIMIT = 4000;
const COUNT_FROM = 300;
const FRAME = 16_384 - 512;

export function tidy(text) {
  return text.replace(/\r\n?/g, "\n").trim();
}

export function length(text) {
  return text.length < 1000 ? text.length : [...text].length;
}

/** The sentence that says why this cannot be sent, or nothing. */
export function refusal(body) {
  const size = [...body].length;
  if (size === 0) return words.empty;
  if (size > LIMIT) return words.tooLong(size, LIMIT);
  if (new TextEncoder().encode(JSON.stringify(body)).length > FRAME) return words.tooHeavy;
  return "";
}

/** The countdown near the end; silent while there is plenty of room. */
export function countdown(text) {
  const left = LIMIT - length(tidy(text));
  const sentence = left < 0 ? words.over(-left) : words.left(left);
  return { left, sentence: left > COUNT_FROM ? "" : sentence };
}
