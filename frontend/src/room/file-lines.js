/** Pictures and files of a line: a picture keeps its place before it comes, others are for saving. */
import { copy, slot } from "./item.js";
import { shownSize } from "./picture-size.js";
import { words } from "./words.js";

export const addressOf = (file) => `/attachments/${encodeURIComponent(file.id)}`;

/** A filler: what is there already stays, so that nothing flickers when something else changes. */
export function fillFiles(line, item) {
  const place = slot(line, "files");
  const files = item.files ?? [];
  const now = files.map((file) => file.id).join(" ");
  if (!place || place.dataset.shown === now) return;
  place.dataset.shown = now;
  place.replaceChildren(...files.map((file) => (file.image ? picture(file) : attached(file))));
  place.hidden = files.length === 0;
}

function picture(file) {
  const link = copy("picture");
  link.href = addressOf(file);
  const image = link.querySelector("img");
  Object.assign(image, shownSize(file), { alt: file.words, src: link.href });
  return link;
}

function attached(file) {
  const link = copy("attached");
  link.href = addressOf(file);
  slot(link, "name").textContent = file.name;
  slot(link, "size").textContent = words.size(file.size);
  return link;
}
