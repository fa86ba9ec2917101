/**
 * Questions by hand: close, open again, reveal; and an answer moved to another question, from its
 * menu or by dragging its face onto the run-sheet. All are plain forms and a page without a line.
 */
import { asked } from "./asked.js";
import { lineOf, slot } from "./item.js";
import { words } from "./words.js";

const KIND = "text/x-room-item";
const DONE = { reveal: ["reveal", {}], close: ["close_question", { on: true }], "open-again": ["close_question", { on: false }] };

export class Moving {
  #up = false;

  constructor({ root, reader, request, announce }) {
    Object.assign(this, { root, reader, request, announce });
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("pointerdown", (event) => this.#ready(event));
    root.addEventListener("dragstart", (event) => this.#begin(event));
    root.addEventListener("dragend", () => this.#end());
    for (const name of ["dragover", "dragleave", "drop"]) root.addEventListener(name, (event) => this.#over(event));
  }

  live() {
    this.#up = true;
  }

  lost() {
    this.#up = false;
  }

  #clicked(event) {
    const control = event.target.closest("[data-action]");
    const line = control && lineOf(control);
    const act = control?.dataset.action;
    if (!this.#up || !line || event.metaKey || event.ctrlKey) return;
    if (act === "move") {
      event.preventDefault();
      this.#choose(control, line);
    } else if (act === "moved") {
      this.#attach(line, control.value);
    } else if (act in DONE) {
      event.preventDefault();
      const [name, more] = DONE[act];
      this.#do(line, name, { item: line.dataset.item, ...more });
    }
  }

  /** In place of the menu: the questions, and none. */
  #choose(control, line) {
    const menu = control.closest(".menu__list");
    const questions = asked.list.filter((one) => !one.gone).map((one) => [one.id, `${words.question(one.number)}: ${one.excerpt}`]);
    const buttons = [...questions, ["", words.noAnswer]].map(([id, text]) => option(id, text, line.dataset.question));
    menu.setAttribute("role", "group");
    menu.setAttribute("aria-label", words.whichQuestion);
    // After the press is over everywhere: what was pressed must not be gone before, nor the focus.
    setTimeout(() => {
      const old = [...menu.children];
      menu.append(...buttons);
      buttons[0].focus();
      for (const one of old) one.remove();
    });
  }

  async #attach(line, question) {
    const answer = await this.#do(line, "attach", { item: line.dataset.item, question: question || null });
    if (answer.ok) this.announce(words.moved(asked.get(question)?.number));
  }

  async #do(line, event, payload) {
    const menu = line.querySelector("[data-slot=actions] > details");
    if (menu) menu.open = false;
    menu?.querySelector(".menu__list")?.remove();
    line.focus({ preventScroll: true });
    const answer = await this.request(event, payload);
    const place = slot(line, "state");
    place.textContent = answer.ok ? "" : answer.message || words.lost;
    place.hidden = answer.ok;
    if (!answer.ok) this.announce(place.textContent);
    return answer;
  }

  #movable(line) {
    const { kind, author, audience } = line.dataset;
    const { can, me } = this.reader;
    const own = author === me.id && can.includes("say");
    return this.#up && kind === "message" && audience !== "hosts" && (own || can.includes("host"));
  }

  /** Only a mouse drags; a finger on it scrolls, and has the menu. */
  #ready(event) {
    const handle = event.pointerType === "mouse" && event.target.closest("[data-slot=face], summary.tool");
    if (handle && lineOf(handle)) handle.draggable = this.#movable(lineOf(handle));
  }

  #begin(event) {
    const line = lineOf(event.target);
    if (!line || !event.target.draggable || event.target.closest("a, img")) return;
    event.dataTransfer.setData(KIND, line.dataset.item);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(line, 0, 0);
    this.dragged = line;
    slot(this.root, "no-question").hidden = !line.dataset.question;
  }

  #over(event) {
    const target = this.dragged && event.target.closest("[data-asked]");
    if (!target) return;
    event.preventDefault();
    target.classList.toggle("asked--over", event.type === "dragover");
    if (event.type === "drop") this.#attach(this.dragged, target.dataset.asked);
  }

  #end() {
    this.dragged = null;
    slot(this.root, "no-question").hidden = true;
  }
}

function option(id, text, current) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "menu__item menu__item--words", value: id, textContent: text });
  button.dataset.action = "moved";
  button.setAttribute("aria-pressed", id === current);
  return button;
}
