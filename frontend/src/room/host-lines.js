/**
 * What hosts do with a line: pin, hide, share; and for whom a line is that not everybody reads.
 * Every one is a plain form too; while the line is up it is done here without a reload.
 */
import { lineOf, newLine, slot } from "./item.js";
import { words } from "./words.js";

const DONE = { pin: { on: true }, unpin: { on: false }, share: {} };

export class HostLines {
  #up = false;

  constructor({ root, request, announce }) {
    Object.assign(this, { request, announce });
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("answered", ({ target }) => lineOf(target) && close(lineOf(target)));
  }

  live() {
    this.#up = true;
  }

  lost() {
    this.#up = false;
  }

  async #clicked(event) {
    const control = event.target.closest("[data-action]");
    const act = control?.dataset.action;
    const place = control?.closest("[data-item], [data-pinned]");
    if (!this.#up || !place || !(act in DONE)) return;
    event.preventDefault();
    close(place);
    const item = place.dataset.item ?? place.dataset.pinned;
    const answer = await this.request(act === "unpin" ? "pin" : act, { item, ...DONE[act] });
    const sentence = answer.ok ? "" : answer.message || words.lost;
    const state = slot(place, "state");
    if (state) Object.assign(state, { textContent: sentence, hidden: answer.ok });
    if (sentence) this.announce(sentence);
  }
}

function close(place) {
  const open = place.querySelectorAll("details[open]");
  open.forEach((menu) => (menu.open = false));
  // The button just pressed may go with its menu; the line is a place that stays.
  if (open.length) place.focus();
}

/** A line whose words came back gets its menu back; one that changed gets a new one. */
export function fillHosting(line, item, { me, can }) {
  const { audience, pinned, nameless } = item;
  Object.assign(line.dataset, { audience, pinned, nameless });
  slot(line, "audience-words").textContent = words.readBy(item, me);
  const actions = slot(line, "actions");
  if (item.withdrawn || item.hidden || can.length === 0) return;
  if (!actions) line.append(slot(newLine(item), "actions"));
  else if (!actions.querySelector("details[open]")) actions.querySelector(".menu__list")?.remove();
}

export function fitHosting(menu, line, { me, can }, allowed) {
  const { audience, pinned, nameless, kind, author } = line.dataset;
  const host = can.includes("host");
  allowed.pin = host && audience === "everyone" && pinned !== "true";
  allowed.unpin = host && pinned === "true";
  allowed.hide = host && kind !== "question";
  allowed.share = host && audience === "hosts" && nameless === "true";
  allowed.person = host && author !== "" && author !== me.id;
  const person = menu.querySelector("[data-needs=person]");
  if (!person || !allowed.person) return;
  person.href = `${line.closest("[data-room]").dataset.url}/people/${author}`;
  slot(person, "person").textContent = slot(line, "author").textContent;
}
