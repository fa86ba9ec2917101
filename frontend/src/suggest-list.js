/**
 * A list of suggestions under a text box, in the manner of an ARIA combobox: the box keeps the
 * focus, arrows move, Enter takes, Escape closes. It lies over the page, so nothing shifts.
 */
let made = 0;
const ROOM = 180; // pixels in which a list can be read

export class SuggestList {
  #options = [];
  #active = -1;

  /** `take(suggestion)` is called with what was chosen; the list goes into `frame`. */
  constructor(box, frame, { label, take }) {
    this.box = box;
    this.take = take;
    this.id = `suggest-${++made}`;
    this.list = part("div", "suggest");
    this.list.id = this.id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    this.status = part("p", "visually-hidden");
    this.status.setAttribute("role", "status");
    frame.append(this.list, this.status);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.id);
    box.setAttribute("aria-expanded", "false");
    box.addEventListener("blur", () => this.hide());
    // Pressing must not take the focus from the box, or the list would close before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const place = this.#options.findIndex((one) => one.row.contains(event.target));
      if (place >= 0) this.#choose(place);
    });
  }

  get open() {
    return !this.list.hidden;
  }

  /** `groups`: `[{title, suggestions: [{name, detail}]}]`; a title of "" stands over nothing. */
  show(groups) {
    this.#options = [];
    this.list.replaceChildren(...groups.filter(filled).map((group) => this.#group(group)));
    if (this.#options.length === 0) return this.hide();
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.list.classList.toggle("suggest--above", this.#cramped());
    this.box.setAttribute("aria-expanded", "true");
    this.#mark(-1);
    const count = this.#options.length;
    this.say(count === 1 ? "1 suggestion" : `${count} suggestions`);
  }

  hide() {
    this.#options = [];
    this.#active = -1;
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  /** Whether the key was meant for the list. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const size = this.#options.length;
    if (event.key === "ArrowDown") this.#mark(this.#active + 1 < size ? this.#active + 1 : -1);
    else if (event.key === "ArrowUp") this.#mark(this.#active >= 0 ? this.#active - 1 : size - 1);
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Whether the list would leave the window (or hide behind the keys of a phone) below the box. */
  #cramped() {
    const { top, bottom } = this.box.getBoundingClientRect();
    const below = (window.visualViewport?.height ?? window.innerHeight) - bottom;
    return below < ROOM && top > below + ROOM;
  }

  #group({ title, suggestions }) {
    const rows = suggestions.map((suggestion) => this.#row(suggestion));
    const group = part("div", "suggest__group");
    group.setAttribute("role", "group");
    if (title) {
      const head = part("p", "suggest__title", title);
      head.id = `${this.id}-${title.toLowerCase().replaceAll(" ", "-")}`;
      head.setAttribute("role", "presentation");
      group.setAttribute("aria-labelledby", head.id);
      group.append(head);
    }
    group.append(...rows);
    return group;
  }

  #row(suggestion) {
    const row = part("div", "suggest__row");
    row.id = `${this.id}-${this.#options.length}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(part("span", "suggest__name", suggestion.name));
    if (suggestion.detail) row.append(" ", part("span", "suggest__detail", suggestion.detail));
    this.#options.push({ row, suggestion });
    return row;
  }

  /** -1 is the box itself: what was typed. */
  #mark(place) {
    this.#active = place;
    this.#options.forEach(({ row }, index) => row.setAttribute("aria-selected", index === place));
    if (place < 0) return this.box.removeAttribute("aria-activedescendant");
    const { row } = this.#options[place];
    this.box.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  #choose(place) {
    const { suggestion } = this.#options[place];
    this.hide();
    this.take(suggestion);
  }
}

const filled = (group) => group.suggestions.length > 0;

export function part(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
