/**
 * The box for what a small group brings back. What was written rests for a moment and is then kept
 * by itself; what somebody else wrote meanwhile is shown beside it and never written over unseen.
 */
import { slot } from "./item.js";
import { words } from "./words.js";

const REST = 2500;

export class BringsBack {
  #timer = null;
  #asked = false;

  constructor(box, announce) {
    Object.assign(this, { box, announce });
    this.form = box.querySelector("form");
    this.field = this.form.elements.body;
    this.known = this.field.value;
    this.field.addEventListener("input", () => this.#later());
    this.form.addEventListener("answered", ({ detail }) => this.#kept(detail.version));
  }

  /** The group as the server has it now. */
  take({ brings_back: now, version, closed }) {
    if (closed) this.#close();
    slot(this.box, "brings-now").textContent = now || words.nothingYet;
    const changedHere = this.field.value !== this.known && this.field.value !== now;
    if (version > this.#version && changedHere) this.#show(now);
    else if (!changedHere) this.field.value = now;
    this.known = now;
    this.#version = version;
  }

  /** In the last minute, once. */
  askFor() {
    if (this.#asked) return;
    this.#asked = true;
    this.box.open = true;
    this.announce(words.lastMinute);
  }

  get #version() {
    return Number(this.form.elements.version.value);
  }

  set #version(version) {
    this.form.elements.version.value = version;
  }

  #later() {
    slot(this.box, "kept").textContent = "";
    clearTimeout(this.#timer);
    if (!slot(this.box, "theirs").hidden) return;
    this.#timer = setTimeout(() => this.field.value !== this.known && this.form.requestSubmit(), REST);
  }

  #show(theirs) {
    clearTimeout(this.#timer);
    slot(this.box, "their-words").textContent = theirs || words.nothingYet;
    slot(this.box, "theirs").hidden = false;
    this.announce(words.changedMeanwhile);
  }

  #close() {
    clearTimeout(this.#timer);
    this.form.hidden = true;
    this.box.open = false;
  }

  #kept(version) {
    clearTimeout(this.#timer);
    if (version > this.#version) this.#version = version;
    slot(this.box, "theirs").hidden = true;
    slot(this.box, "kept").textContent = words.broughtKept;
  }
}
