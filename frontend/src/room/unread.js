/** What this member has not seen yet: the read mark, the button back to now, the tab's title. */
import { words } from "./words.js";

const REST = 1000;

export class Unread {
  #sent;
  #timer = null;
  #title = document.title;

  constructor({ timeline, scroll, position, me, button, send }) {
    Object.assign(this, { timeline, scroll, position, me, button, send });
    this.label = button.querySelector("[data-slot=newer-text]");
    this.#sent = position;
    button.addEventListener("click", () => scroll.toNow({ smooth: true }));
    for (const event of ["focus", "blur"]) addEventListener(event, () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
  }

  get present() {
    return document.visibilityState === "visible" && document.hasFocus();
  }

  /** Called whenever the list or the view of it moved. */
  look() {
    if (this.present) this.seen(Number(this.scroll.lowest()?.dataset.position ?? 0));
    const below = this.#newer(this.scroll.atNow ? Infinity : this.position).length;
    const unread = this.#newer(this.position).length;
    this.button.hidden = this.scroll.atNow || !(below || this.scroll.far);
    this.label.textContent = below ? words.newButton(below) : words.toNow;
    this.button.classList.toggle("room__newer--new", below > 0);
    document.title = words.title(unread, this.#title);
  }

  seen(position) {
    if (!(position > this.position)) return;
    this.position = position;
    this.#timer ??= setTimeout(() => this.#tell(), REST);
  }

  /** The line is back: what was read meanwhile is told now. */
  resume(position) {
    this.#sent = Math.max(this.#sent, position ?? 0);
    if (position > this.position) this.position = position;
    this.#tell();
    this.look();
  }

  async #tell() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const position = this.position;
    if (position <= this.#sent) return;
    const answer = await this.send(position);
    if (answer.ok) this.#sent = Math.max(this.#sent, position);
  }

  #newer(position) {
    const { items } = this.timeline;
    const unseen = [];
    for (let index = items.length - 1; index >= 0 && items[index].position > position; index--) {
      if (items[index].author.id !== this.me && !items[index].withdrawn) unseen.push(items[index]);
    }
    return unseen;
  }
}
