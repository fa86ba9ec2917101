/** What hosts pinned, above the conversation: drawn again whenever the desk says otherwise. */
import { copy, slot } from "./item.js";

export class Pinned {
  constructor({ root }) {
    this.place = slot(root, "pinned");
  }

  desk({ pinned }) {
    if (!this.place) return;
    this.place.hidden = pinned.length === 0;
    this.place.querySelector("ul").replaceChildren(...pinned.map(one));
  }
}

function one({ id, name, excerpt }) {
  const row = copy("pinned");
  row.dataset.pinned = id;
  for (const [element, attribute] of [[slot(row, "link"), "href"], [row.querySelector("button"), "formaction"]]) {
    element.setAttribute(attribute, element.getAttribute(attribute).replace("_item_", id));
  }
  slot(row, "name").textContent = name;
  slot(row, "excerpt").textContent = excerpt;
  return row;
}
