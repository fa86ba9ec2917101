/** What a message may answer, and what it answers when nobody chooses. */

/** What is chosen when nobody chooses; what hosts say while answers are unseen is for everybody. */
export function usual({ open, reply, hosts }) {
  const found = reply === undefined ? open.at(-1) : reply;
  return !found || (found.unseen && hosts) ? "" : found.id;
}

/** The newest first. Whoever has begun to write stays with what they write about, even if it closes meanwhile. */
export function choices({ open, reply, chosen, writing, before }) {
  const offered = [...open];
  const add = (one) => one && !offered.some((other) => other.id === one.id) && offered.push(one);
  add(reply);
  if (writing) add(before.find((one) => one.id === chosen));
  return offered.sort((one, other) => other.number - one.number);
}
