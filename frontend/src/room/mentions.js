/**
 * "@" and a few letters offer the people of the room. The text box keeps the focus; arrows move,
 * Enter or Tab takes, Escape closes. A screen reader is told how many there are.
 */
import { copy, fillFace, slot } from "./item.js";
import { words } from "./words.js";

const WAIT = 120;
const BEFORE_CARET = /(^|[\s(])@([\p{L}\p{N}_.-]{0,30})$/u;

export class Mentions {
  #found = [];
  #active = 0;
  #timer = null;
  #asked = 0;

  constructor({ box, list, room, announce }) {
    Object.assign(this, { box, list, room, announce });
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.addEventListener("input", () => this.#soon());
    box.addEventListener("click", () => this.#soon());
    box.addEventListener("blur", () => this.#close());
    box.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    // Pressing must not take the focus from the box, or the list would close before the click.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take([...list.children].indexOf(option));
    });
  }

  #soon() {
    clearTimeout(this.#timer);
    const typed = this.#typed();
    if (typed === null) return this.#close();
    this.#timer = setTimeout(() => this.#ask(typed), WAIT);
  }

  /** The letters after "@" just before the caret, or null. */
  #typed() {
    const { value, selectionStart, selectionEnd } = this.box;
    if (selectionStart !== selectionEnd) return null;
    return BEFORE_CARET.exec(value.slice(0, selectionStart))?.[2] ?? null;
  }

  async #ask(typed) {
    const turn = ++this.#asked;
    const query = new URLSearchParams({ room: this.room, q: typed });
    const people = await fetch(`/api/v1/people/suggest?${query}`)
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []);
    if (turn !== this.#asked || this.#typed() !== typed) return;
    this.#show(people);
  }

  #show(people) {
    this.#found = people.slice(0, 6);
    if (this.#found.length === 0) return this.#close();
    this.list.replaceChildren(...this.#found.map((person, index) => this.#option(person, index)));
    this.list.hidden = false;
    this.#move(0);
    this.announce(words.suggestions(this.#found.length));
  }

  #option(person, index) {
    const option = copy("mention");
    option.id = `${this.list.id}-${index}`;
    fillFace(option.querySelector(".avatar"), person);
    slot(option, "name").textContent = person.name;
    slot(option, "handle").textContent = `@${person.handle}`;
    return option;
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const size = this.#found.length;
    if (event.key === "ArrowDown") this.#move((this.#active + 1) % size);
    else if (event.key === "ArrowUp") this.#move((this.#active + size - 1) % size);
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#active);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #move(index) {
    this.#active = index;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", place === index);
    });
    this.box.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  #take(index) {
    const person = this.#found[index];
    const caret = this.box.selectionStart;
    const start = caret - this.#typed().length;
    this.box.setRangeText(`${person.handle} `, start, caret, "end");
    this.#close();
    this.box.focus();
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#found = [];
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }
}
