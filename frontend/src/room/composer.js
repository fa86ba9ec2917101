/**
 * The writing box. One place for writing, replying and changing, so that it is always under the
 * thumb. The form works without this; here it only learns not to reload the page.
 */
import { slot } from "./item.js";
import { countdown, refusal, tidy } from "./limits.js";
import { words } from "./words.js";

const touch = matchMedia("(hover: none) and (pointer: coarse)");
const growsAlone = CSS.supports("field-sizing", "content");

export class Composer {
  /** Why what is written cannot go yet, in words, or nothing; it stays in the box then. */
  hold = () => "";
  #mode = { name: "say" };
  #aside = "";
  #carriers = [];
  #more = [];

  /** `say`, `edit` and `lastOwn` are what it can do; each `edit` answers like the server. */
  constructor({ form, draft, say, edit, lastOwn, wrote }) {
    Object.assign(this, { form, draft, say, edit, lastOwn, wrote });
    this.box = form.elements.body;
    this.error = slot(form, "state");
    this.count = slot(form, "count");
    this.banner = slot(form, "context");
    // An empty box is simply not sent, and a long one is answered with a sentence of ours.
    form.noValidate = true;
    this.#restore();
    this.#listen();
  }

  /** In words: what will be said, and to what. */
  get message() {
    const reply = this.#mode.name === "reply" ? this.#mode.item : null;
    return { body: this.#mode.name === "edit" ? this.#aside : this.box.value, reply, hosts: this.hosts };
  }

  /** Whether only the hosts are to read it. Wherever words are kept, this is kept with them. */
  get hosts() {
    return this.form.elements.audience?.checked ?? false;
  }

  set hosts(on) {
    if (this.form.elements.audience) this.form.elements.audience.checked = on;
  }

  /**
   * Something that goes with the next message: it has `empty`, `refusal()` in words, `take()`
   * for what to send, and `giveBack(message)`.
   */
  carry(carrier) {
    this.#carriers.push(carrier);
  }

  /** What is told of each next message; asked for when it goes. */
  add(more) {
    this.#more.push(more);
  }

  reply(item) {
    this.#leave();
    this.#enter({ name: "reply", item }, words.replyingTo(item.name));
    this.form.elements.reply_to.value = item.id;
    this.#keep();
  }

  change(id, body) {
    if (this.#mode.name !== "edit") this.#aside = this.box.value;
    this.#enter({ name: "edit", id }, words.editing);
    this.#write(body);
  }

  refuse(sentence) {
    this.#say(sentence, { wrong: Boolean(sentence) });
  }

  /** Nothing is wrong with what is written; it only has to wait. */
  hint(sentence) {
    this.#say(sentence, { wrong: false });
  }

  #say(sentence, { wrong }) {
    this.form.querySelector("#composer-error")?.remove();
    this.error.textContent = sentence;
    this.error.classList.toggle("composer__state--wrong", wrong);
    this.box.setAttribute("aria-invalid", wrong);
  }

  /** What is put into an answer, before what stands there already; the caret goes behind it. */
  quote(item, text) {
    this.reply(item);
    const rest = this.box.value.trim() ? this.box.value : "";
    this.#write(text + rest);
    this.box.setSelectionRange(text.length, text.length);
    this.#keep();
  }

  /** Brings text back into the box, for example of a message taken back before it was sent. */
  giveBack(message) {
    if (message.audience === "hosts") this.hosts = true;
    for (const carrier of this.#carriers) carrier.giveBack(message);
    this.#write([message.body, this.box.value].filter((part) => part.trim()).join("\n\n"));
    this.#keep();
    this.box.focus();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("input", () => this.#wrote());
    this.form.elements.audience?.addEventListener("change", () => this.#keep());
    this.banner.querySelector("[data-action=cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      this.#leave();
      this.box.focus();
    });
    addEventListener("pagehide", () => this.draft.keep(this.message));
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && this.#sends(event, plain)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && this.#mode.name !== "say") {
      event.preventDefault();
      this.#leave();
    } else if (event.key === "ArrowUp" && plain && this.#mode.name === "say" && !this.box.value) {
      event.preventDefault();
      this.lastOwn();
    }
  }

  /** A thumb has no Shift key: there Enter makes a new line, and the button sends. */
  #sends(event, plain) {
    return event.ctrlKey || event.metaKey || (plain && !touch.matches);
  }

  async #send() {
    const body = tidy(this.box.value);
    const carriers = this.#mode.name === "edit" ? [] : this.#carriers.filter((one) => !one.empty);
    if (!body && carriers.length === 0) return this.box.focus();
    const problem = (body && refusal(body)) || carriers.map((one) => one.refusal()).find(Boolean);
    if (problem) return this.refuse(problem);
    if (this.#mode.name === "edit") return this.#save(body);
    const wait = this.hold();
    if (wait) return this.hint(wait);
    const reply = this.#mode.name === "reply" ? this.#mode.item : null;
    const carried = Object.assign({}, ...this.#more.map((more) => more()), ...carriers.map((one) => one.take()));
    this.#write("");
    this.#leave();
    this.draft.keep({ body: "" });
    this.say({ body, reply_to: reply?.id, audience: this.hosts ? "hosts" : undefined, ...carried });
  }

  async #save(body) {
    const { id } = this.#mode;
    const answer = await this.edit(id, body);
    if (answer.ok) this.#leave();
    else this.refuse(answer.message || words.lost);
  }

  #wrote() {
    this.refuse("");
    this.#measure();
    this.#keep();
    if (this.#mode.name !== "edit") this.wrote(this.box.value);
  }

  #enter(mode, about) {
    this.#mode = mode;
    this.banner.hidden = false;
    slot(this.banner, "about").textContent = about;
    this.banner.querySelector("[data-action=cancel]").setAttribute("aria-label", words.leave[mode.name]);
    this.refuse("");
    this.#turned();
    this.box.focus();
  }

  /** Whether one says, replies or changes is told by a `mode` event. */
  #turned() {
    this.form.dispatchEvent(new CustomEvent("mode", { detail: this.#mode }));
  }

  #leave() {
    const { name } = this.#mode;
    this.#mode = { name: "say" };
    this.banner.hidden = true;
    this.form.elements.reply_to.value = "";
    this.refuse("");
    if (name === "edit") this.#write(this.#aside);
    if (name === "say") return;
    this.#keep();
    this.#turned();
  }

  #write(body) {
    this.box.value = body;
    this.#measure();
  }

  #measure() {
    const { left, sentence } = countdown(this.box.value);
    this.count.hidden = !sentence;
    this.count.textContent = sentence;
    this.count.classList.toggle("composer__count--over", left < 0);
    if (growsAlone) return;
    this.box.style.blockSize = "auto";
    this.box.style.blockSize = `${this.box.scrollHeight + 2}px`;
  }

  #keep() {
    this.draft.soon(() => this.message);
  }

  /** What the server gave back after a refusal comes first, then what was kept here. */
  #restore() {
    const kept = this.draft.read();
    const given = this.form.elements.reply_to.value;
    if (given) this.#mode = { name: "reply", item: { id: given } };
    if (this.box.value.trim() || !kept) return this.#measure();
    this.#write(kept.body);
    this.hosts = kept.hosts === true;
    if (kept.reply && !given) this.reply(kept.reply);
  }
}
