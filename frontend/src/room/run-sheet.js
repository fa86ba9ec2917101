/**
 * The run-sheet: the prepared questions that are to come, in their order, and the button that asks
 * the next. Hosts press Alt+N for it, and put what is to come in order by dragging or by its
 * buttons. The button names the question it stands for, so two who press ask one.
 */
import { showMoment } from "../moments.js";
import { copy, slot } from "./item.js";

export class RunSheet {
  #dragged = null;

  constructor({ root, room, reader, request, announce }) {
    Object.assign(this, { root, room, reader, request, announce });
    this.place = slot(root, "run-sheet");
    if (!this.place) return;
    this.list = slot(this.place, "planned");
    this.next = root.querySelector("form[data-slot=next]");
    addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("dragstart", (event) => this.#drag(event));
    this.list.addEventListener("dragover", (event) => this.#dragged && event.preventDefault());
    this.list.addEventListener("drop", (event) => this.#drop(event));
    this.list.addEventListener("dragend", () => (this.#dragged = null));
  }

  desk({ plan }) {
    if (!this.place || !plan) return;
    const toCome = plan.filter(({ item }) => item === null);
    this.place.hidden = toCome.length === 0;
    this.#list(toCome);
    this.#nextIs(toCome[0]);
    this.allowed(this.reader);
  }

  allowed({ can }) {
    if (!this.place) return;
    for (const row of this.list.children) row.draggable = can.includes("host");
  }

  /** Rows stay where they can, so that the focus does. */
  #list(toCome) {
    const rows = new Map([...this.list.children].map((row) => [row.dataset.planned, row]));
    toCome.forEach((one, place) => {
      const row = rows.get(one.id) ?? copy("planned");
      rows.delete(one.id);
      fill(row, one, { place, last: place === toCome.length - 1 });
      if (this.list.children[place] !== row) this.list.insertBefore(row, this.list.children[place] ?? null);
    });
    for (const row of rows.values()) row.remove();
  }

  #nextIs(one) {
    if (!this.next) return;
    slot(this.next, "next-id").value = one?.id ?? "";
    slot(this.next, "next-words").textContent = one?.excerpt ?? "";
    showTime(slot(this.next, "next-time"), one?.at);
  }

  #pressed(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN" || event.repeat) return;
    if (!this.next || !this.next.checkVisibility()) return;
    event.preventDefault();
    this.next.requestSubmit();
  }

  #drag(event) {
    this.#dragged = event.target.closest("[data-planned]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  }

  async #drop(event) {
    const onto = event.target.closest("[data-planned]");
    const moved = this.#dragged;
    if (!onto || !moved || onto === moved) return;
    event.preventDefault();
    const place = [...this.list.children].indexOf(onto);
    const answer = await this.request("move_planned", { room: this.room, planned: moved.dataset.planned, place });
    if (!answer.ok && answer.message) this.announce(answer.message);
  }
}

function fill(row, { id, excerpt, at, unseen }, { place, last }) {
  row.dataset.planned = id;
  row.querySelector("[name=planned]").value = id;
  slot(row, "words").textContent = excerpt;
  slot(row, "unseen").hidden = !unseen;
  showTime(slot(row, "time"), at);
  const [up, down] = [slot(row, "up"), slot(row, "down")];
  Object.assign(up, { value: Math.max(0, place - 1), disabled: place === 0, ariaLabel: `Earlier: ${excerpt}` });
  Object.assign(down, { value: place + 1, disabled: last, ariaLabel: `Later: ${excerpt}` });
}

function showTime(place, at) {
  place.hidden = !at;
  if (!at) return;
  const time = place.querySelector("time");
  time.dateTime = at;
  showMoment(time);
}
