/**
 * What can be done to a line: answer, change, withdraw, react. Every one is a plain form or link
 * that works without scripts; while the line is up they are answered here without a reload.
 */
import { ensureMenu, lineOf, press, slot } from "./item.js";
import { words } from "./words.js";

const GAP = 8;
const MENU_LEAST = 120;

export class Actions {
  constructor({ list, url, live, request, reader, composer, announce }) {
    Object.assign(this, { list, url, live, request, reader, composer, announce });
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("toggle", (event) => this.#opened(event.target), { capture: true });
  }

  /** The words as they were typed; only their writer is told. */
  async edit(id) {
    const written = id && await fetch(`/api/v1/items/${id}`)
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((answer) => answer?.item?.body)
      .catch(() => null);
    if (typeof written === "string") this.composer.change(id, written);
    else if (id) this.announce(words.noEdit);
  }

  #clicked(event) {
    const line = lineOf(event.target);
    if (line && event.target.closest("[data-slot=actions] summary")) ensureMenu(line, this.reader);
    const control = event.target.closest("[data-action], [data-slot=reply]");
    if (!control || !line || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const act = control.dataset.action ?? "quoted";
    const known = { react: this.#react, withdraw: this.#withdraw, reply: this.#reply,
      edit: this.#edit, cancel: this.#cancel, quoted: this.#quoted };
    known[act]?.call(this, event, line, control);
  }

  #reply(event, line) {
    if (!this.composer) return;
    event.preventDefault();
    this.#close(line);
    this.composer.reply(quote(line));
  }

  #edit(event, line) {
    if (!this.composer) return;
    event.preventDefault();
    this.#close(line);
    this.edit(line.dataset.item);
  }

  #cancel(event, _line, control) {
    event.preventDefault();
    const question = control.closest("details");
    question.open = false;
    question.querySelector("summary").focus();
  }

  /** With the line down the button goes its own way, as a plain form. */
  #withdraw(event, line) {
    if (!this.live()) return;
    event.preventDefault();
    this.#close(line);
    // The button just pressed goes with the words; the line is a place that stays.
    line.focus();
    this.#ask(line, "withdraw", { item: line.dataset.item });
  }

  /** Pressing what is already mine takes it back, in the palette as on the line. */
  async #react(event, line, control) {
    if (!this.live()) return;
    event.preventDefault();
    this.#close(line);
    const emoji = control.value;
    const chips = [...slot(line, "reactions").children];
    const chip = chips.find((one) => one.value === emoji);
    const on = chip?.getAttribute("aria-pressed") !== "true";
    if (chip) step(chip, on);
    const answer = await this.#ask(line, "react", { item: line.dataset.item, emoji, on });
    if (!answer.ok && chip?.isConnected) step(chip, !on);
  }

  /** What was answered may stand on an earlier page. */
  #quoted(event, _line, link) {
    if (document.getElementById(link.hash.slice(1))) return;
    event.preventDefault();
    const before = Number(link.dataset.to) + 10;
    location.assign(`${this.url}?before=${before}${link.hash}`);
  }

  async #ask(line, event, payload) {
    const answer = await this.request(event, payload);
    const place = slot(line, "state");
    place.textContent = answer.ok ? "" : answer.message || words.lost;
    place.hidden = answer.ok;
    if (!answer.ok) this.announce(place.textContent);
    return answer;
  }

  /** Menus open upwards, away from the writing box, unless there is more room below. */
  #opened(menu) {
    if (menu.classList.contains("question")) menu.closest(".menu__list")?.scrollTo(0, 0);
    if (!menu.classList.contains("menu")) return;
    if (!menu.open) return this.#close(menu);
    const view = menu.closest("[data-slot=scroller]").getBoundingClientRect();
    const { top, bottom } = menu.getBoundingClientRect();
    const list = menu.querySelector(".menu__list");
    const [above, below] = [top - view.top, view.bottom - bottom];
    const down = above < list.scrollHeight && below > above;
    menu.classList.toggle("menu--down", down);
    // The view cuts off what goes beyond it; a long menu scrolls in the space there is.
    list.style.maxBlockSize = `${Math.max(MENU_LEAST, (down ? below : above) - GAP)}px`;
  }

  #close(line) {
    for (const menu of line.querySelectorAll("details[open]")) menu.open = false;
  }
}

function quote(line) {
  const text = slot(line, "words").textContent.replace(/\s+/g, " ").trim();
  const name = slot(line, "author").textContent;
  return { id: line.dataset.item, name, excerpt: text.slice(0, 140) };
}

/** Shown at once; the room's own count follows with the next batch. */
function step(chip, on) {
  press(chip, Math.max(0, Number(slot(chip, "count").textContent) + (on ? 1 : -1)), on);
}
