/** Marks beside a name: the handle where another is called alike, what one keeps, and that it is late. */
import { slot } from "./item.js";

/** A filler. */
export function fillMarks(line, { id, author, late }, { alike, starred }) {
  const handle = slot(line, "author-handle");
  handle.textContent = `@${author.handle}`;
  handle.hidden = !alike.has(author.id);
  const kept = slot(line, "kept");
  kept.hidden = !starred.has(id);
  slot(line, "late").hidden = !late;
}
