/**
 * What the next message answers, over the writing box. The newest open question by itself, or that
 * of what is replied to; one press changes it. What is sent says by name what stood there, so that
 * a question asked in the same moment does not take it.
 */
import { choices, usual } from "./choosing.js";
import { slot } from "./item.js";
import { words } from "./words.js";

export class Answering {
  #open = [];
  #offered = [];
  #reply = undefined;
  #picked = null;

  constructor({ root, composer, form, reader, view }) {
    this.place = slot(root, "answering");
    if (!composer || !this.place) return;
    Object.assign(this, { composer, form, reader, view });
    this.list = slot(this.place, "answering-choices");
    this.list.addEventListener("change", (event) => (this.#picked = event.target.value));
    composer.add(() => this.#take());
    form.addEventListener("mode", ({ detail }) => this.#turned(detail));
    const given = form.elements.reply_to.value;
    if (given) this.#reply = this.#threadOf(given);
  }

  desk({ questions }) {
    this.#open = questions;
    this.#offer();
  }

  allowed() {
    if (this.list) this.#offer();
  }

  /** With nothing to choose from, nothing is said of it. */
  #take() {
    const question = this.#offered.length ? this.#chosen : undefined;
    this.#picked = null;
    queueMicrotask(() => this.#offer());
    return { question };
  }

  get #chosen() {
    return this.list.querySelector("input:checked")?.value ?? "";
  }

  #turned({ name, item }) {
    this.place.toggleAttribute("data-away", name === "edit");
    this.#reply = name === "reply" ? this.#threadOf(item.id) : undefined;
    this.#picked = null;
    this.#offer();
  }

  /** The question that a line is or answers; null for none. */
  #threadOf(id) {
    const line = this.view.line(id) ?? document.getElementById(`item-${id}`);
    const { kind, item, question } = line?.dataset ?? {};
    const thread = kind === "question" ? item : question;
    const number = Number(document.querySelector(`[data-asked="${thread}"]`)?.dataset.number);
    return thread && number ? (this.#open.find((one) => one.id === thread) ?? { id: thread, number, excerpt: "" }) : null;
  }

  #offer() {
    if (!this.list) return;
    const writing = this.form.elements.body.value.trim() !== "" && this.#offered.length > 0;
    const chosen = this.#chosen;
    const reply = this.#reply;
    const before = this.#offered;
    this.#offered = choices({ open: this.#open, reply, chosen, writing, before });
    const ids = new Set(["", ...this.#offered.map((one) => one.id)]);
    const kept = this.#picked ?? (writing && reply === undefined ? chosen : null);
    const hosts = this.reader.can.includes("host");
    this.#draw(ids.has(kept) ? kept : usual({ open: this.#open, reply, hosts }));
  }

  #draw(chosen) {
    this.place.hidden = this.#offered.length === 0;
    const none = { id: "", number: null, excerpt: "", unseen: false };
    const [newest, ...older] = this.#offered;
    const all = [newest, none, ...older].filter(Boolean);
    this.list.replaceChildren(...all.map((one) => choice(one, chosen)));
    if (this.place.hidden) this.list.querySelector("input").disabled = true;
  }
}

function choice({ id, number, excerpt, unseen }, chosen) {
  const label = Object.assign(document.createElement("label"), { className: "answering__one", title: excerpt });
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "question", value: id });
  input.setAttribute("form", "composer");
  input.dataset.unseen = Boolean(unseen);
  input.defaultChecked = id === chosen;
  const text = document.createElement("span");
  text.textContent = id ? words.question(number) : words.noAnswer;
  label.append(input, text);
  return label;
}
