/**
 * Pages for hosts shown inside the room. Each has one [data-part]; that is fetched when a panel
 * with [data-part-place] opens, or into the sheet when a link with [data-sheet] is pressed. What
 * only hosts know is so never in the page itself. Without this, the links lead to the pages.
 */
import { refreshMoments } from "../moments.js";
import { slot } from "./item.js";
import { words } from "./words.js";

const PAGES = /\/rooms\/[a-z2-7]+\/(hosts|quiet|log|people\/[a-z2-7]+)$/;

export class Parts {
  #newest = 0;

  constructor({ root, page, me, composer, announce }) {
    Object.assign(this, { root, page, me, composer, announce });
    this.sheet = slot(root, "sheet");
    this.panel = root.querySelector("[data-host-part] [data-part-place]");
    root.addEventListener("toggle", (event) => this.#toggled(event.target), { capture: true });
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("answered", ({ target }) => this.#again(placeOf(target)));
    this.sheet?.addEventListener("click", (event) => event.target === this.sheet && this.sheet.close());
  }

  /** What is for hosts shows where hosts talk, and that there is something new at its button. */
  shown(items, { live = false } = {}) {
    const aside = items.filter((item) => item.audience === "hosts" && item.room === this.page.room);
    if (!this.panel || aside.length === 0) return;
    const part = this.panel.closest("[data-host-part]");
    const news = aside.some((item) => item.position > this.#newest && item.author.id !== this.me.id);
    this.#newest = Math.max(this.#newest, ...aside.map((item) => item.position));
    if (part.open) this.#again(this.panel);
    else if (live && news) part.dataset.news = "";
  }

  #toggled(part) {
    const place = part.dataset.hostPart === undefined ? null : part.querySelector("[data-part-place]");
    if (!place || !part.open) return;
    delete part.dataset.news;
    this.#load(place, place.dataset.partPlace);
  }

  #clicked(event) {
    const link = event.target.closest("a[href], [data-action=close-sheet]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.dataset.action === "close-sheet") return this.sheet.close();
    if (link.dataset.answer) return this.#answer(event, link);
    const place = link.dataset.sheet === undefined ? placeOf(link) : this.sheet.querySelector("[data-part-place]");
    const url = link.dataset.sheet === "row" ? this.#person(link) : link.href;
    if (!place || !PAGES.test(new URL(url, location).pathname)) return;
    event.preventDefault();
    link.closest("details.menu")?.removeAttribute("open");
    if (this.sheet.contains(place) && !this.sheet.open) {
      place.replaceChildren();
      this.sheet.showModal();
    }
    this.#load(place, url);
  }

  #person(link) {
    return `${this.page.url}/people/${link.closest("[data-member]").dataset.member}`;
  }

  /** In the room's own box, where a reply to what is for hosts is for hosts. */
  #answer(event, link) {
    if (!this.composer) return;
    event.preventDefault();
    link.closest("[data-host-part]").open = false;
    this.composer.reply({ id: link.dataset.answer, name: link.dataset.name });
  }

  /** After something was done, or came: a list alone, so that words begun below it stay. */
  #again(place) {
    if (place?.dataset.shown) this.#load(place, place.dataset.shown, { list: true });
  }

  async #load(place, url, { list = false } = {}) {
    const part = await fetchPart(url);
    if (!part) return this.announce(words.lost);
    const old = place.querySelector("[data-part-list]");
    const fresh = part.querySelector("[data-part-list]");
    place.dataset.shown = url;
    if (list && old && fresh) old.replaceWith(fresh);
    else place.replaceChildren(...part.childNodes);
    refreshMoments(place);
    if (fresh) place.closest(".host-part__panel")?.scrollTo(0, place.scrollHeight);
  }
}

function placeOf(element) {
  return element.closest("[data-part-place]");
}

function fetchPart(url) {
  return fetch(url)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => document.adoptNode(new DOMParser().parseFromString(text, "text/html")
      .querySelector("[data-part]")))
    .catch(() => null);
}
