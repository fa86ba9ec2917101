/** Pictures and files of a line: a picture keeps its place before it comes, others are for saving. */
import { copy, slot } from "./item.js";
import { words } from "./words.js";

const WIDEST = 352;
const HIGHEST = 288;

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

/** The size at which a picture is shown: within its bounds, never larger than it is. */
export function shownSize({ width, height }) {
  const share = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
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
