/**
 * The calm view: nothing comes in by itself. What is new is counted over the line, by question;
 * it is shown when its reader asks for it, in its place and marked, while the page stays where
 * it is. Without this the same link loads the page again.
 */
import { refreshMoments } from "../moments.js";
import { Connection } from "./connection.js";
import { Fresh } from "./fresh.js";
import { Sync } from "./sync.js";
import { Timeline } from "./timeline.js";
import { words } from "./words.js";

export class Calm {
  constructor(root) {
    this.root = root;
    const { room, me, version, lastPosition } = root.dataset;
    Object.assign(this, { room, me, last: Number(lastPosition) });
    this.fresh = new Fresh({ me, known: this.#known() });
    // Every place counts as held, so that changes of any of them are told.
    const timeline = new Timeline({ version: Number(version), from: 0 });
    const request = (event, payload) => this.connection.request(event, payload);
    this.sync = new Sync({ room, timeline, request, show: (items) => this.#count(items) });
    this.timeline = timeline;
  }

  open() {
    this.button = this.root.querySelector("[data-slot=calm-new]");
    if (!this.button) return;
    this.root.addEventListener("click", (event) => {
      if (event.target.closest("[data-slot=calm-new]")) this.#show(event);
    });
    this.connection = new Connection({
      enter: () => this.sync.enter(),
      heard: {
        changes: (batch) => this.sync.batch(batch),
        room: (head) => this.sync.head(head),
      },
    });
    this.connection.open();
  }

  #known() {
    const lines = [...this.root.querySelectorAll("[data-item]")].map(({ dataset }) => dataset.item);
    const firsts = [...this.root.querySelectorAll("[data-group]")].map(({ dataset }) => [dataset.group, Number(dataset.first)]);
    return { items: new Set(lines), firsts: new Map(firsts), last: Number(this.root.dataset.lastPosition) };
  }

  #count(items) {
    for (const item of items) this.fresh.take(item);
    const count = this.fresh.count;
    this.button.textContent = count ? words.calmNew(count) : words.calmNone;
    this.button.toggleAttribute("data-count", count > 0);
    document.title = words.title(count, document.title.replace(/^\(\d+\) /, ""));
    for (const group of this.root.querySelectorAll("[data-group]")) {
      const here = this.fresh.of(group.dataset.group);
      const note = group.querySelector("[data-slot=fresh]");
      note.hidden = here === 0;
      note.textContent = here ? words.calmFresh(here) : "";
    }
  }

  /** The page as it is now, with what is new marked, around the same line under the eye. */
  async #show(event) {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const html = await fetch(this.button.href).then((answer) => (answer.ok ? answer.text() : null)).catch(() => null);
    const next = html && new DOMParser().parseFromString(html, "text/html").querySelector("[data-calm]");
    if (!next) return location.assign(this.button.href);
    const eye = anchor(this.root);
    this.root.replaceChildren(...next.childNodes);
    Object.assign(this.root.dataset, { version: next.dataset.version, lastPosition: next.dataset.lastPosition });
    this.button = this.root.querySelector("[data-slot=calm-new]");
    this.fresh = new Fresh({ me: this.me, known: this.#known() });
    refreshMoments(this.root);
    // What was said while the page came on its way is counted again.
    const later = this.timeline.items.filter((item) => item.version > Number(next.dataset.version));
    this.#count(later);
    eye();
    this.button.focus({ preventScroll: true });
  }
}

/** Remembers the line at the top of the window, and brings it back there. */
function anchor(root) {
  const line = [...root.querySelectorAll("[data-item], .calm__group")].find((one) => one.id && one.getBoundingClientRect().bottom > 0);
  const top = line?.getBoundingClientRect().top ?? 0;
  return () => {
    const same = line && document.getElementById(line.id);
    if (same) scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
  };
}
