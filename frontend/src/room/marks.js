/** Marks beside a name: the handle where another is called alike, and what one keeps. */
import { slot } from "./item.js";

/** A filler. */
export function fillMarks(line, { id, author }, { alike, starred }) {
  const handle = slot(line, "author-handle");
  handle.textContent = `@${author.handle}`;
  handle.hidden = !alike.has(author.id);
  const kept = slot(line, "kept");
  kept.hidden = !starred.has(id);
}
