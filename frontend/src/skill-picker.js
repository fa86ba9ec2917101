/**
 * Turns a text box with names of skills between commas into chips with suggestions. The box
 * itself stays in the form, out of sight, and always holds the whole list: what is sent is the same
 * with and without this script.
 */
import { SuggestAsk } from "./suggest-ask.js";
import { SuggestList, part } from "./suggest-list.js";

// A comma of any script, as on the server; lists are also pasted from tables.
const BETWEEN_TYPED = /[,،，、]/;
const BETWEEN_PASTED = /[,،，、;\t\r\n]+/;
const MOVED = ["aria-describedby", "aria-invalid", "aria-label", "placeholder", "autofocus"];

class SkillPicker {
  #names = [];

  constructor(field) {
    this.field = field;
    this.frame = part("div", "picker");
    this.chips = part("ul", "picker__chips");
    this.chips.setAttribute("role", "list");
    this.chips.setAttribute("aria-label", "Chosen");
    this.entry = this.#entry();
    this.frame.append(this.chips, this.entry);
    field.after(this.frame);
    field.hidden = true;
    this.list = new SuggestList(this.entry, this.frame, {
      label: "Suggestions",
      take: (suggestion) => this.#add([suggestion.adds ?? suggestion.name]),
    });
    this.ask = new SuggestAsk((found) => this.#offer(found));
    this.#listen();
    this.#read(field.value);
  }

  /** The box one types into takes the place of the field for labels and hints. */
  #entry() {
    const entry = part("input", "picker__entry");
    entry.type = "text";
    entry.autocomplete = "off";
    entry.autocapitalize = "none";
    entry.spellcheck = false;
    entry.enterKeyHint = "enter";
    for (const name of MOVED) {
      if (this.field.hasAttribute(name)) entry.setAttribute(name, this.field.getAttribute(name));
    }
    this.wanted = this.field.required;
    this.field.required = false; // what cannot be seen cannot be asked to be filled in
    entry.id = this.field.id;
    if (this.field.id) this.field.id += "-list";
    return entry;
  }

  #listen() {
    this.entry.addEventListener("input", (event) => event.isComposing || this.#typed());
    this.entry.addEventListener("compositionend", () => this.#typed());
    this.entry.addEventListener("keydown", (event) => this.#key(event));
    this.entry.addEventListener("paste", (event) => this.#paste(event));
    this.entry.addEventListener("blur", () => this.ask.stop());
    this.frame.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.#remove([...this.chips.children].indexOf(button.closest("li")));
      else if (event.target === this.frame) this.entry.focus();
    });
    // Only a script changes a box that is out of sight.
    this.field.addEventListener("change", () => this.#read(this.field.value));
    this.field.form?.addEventListener("reset", () => this.#read(this.field.defaultValue));
  }

  #read(value) {
    this.#names = [];
    this.entry.value = "";
    this.#keep(value.split(BETWEEN_TYPED));
    this.#draw();
  }

  #typed() {
    const parts = this.entry.value.split(BETWEEN_TYPED);
    const last = parts.pop().trimStart();
    if (parts.length > 0) this.#add(parts, last);
    this.#tell();
    this.ask.soon(last, "skill");
  }

  #paste(event) {
    const parts = event.clipboardData.getData("text").split(BETWEEN_PASTED);
    if (parts.length < 2) return;
    event.preventDefault();
    this.#add([this.entry.value, ...parts]);
  }

  #key(event) {
    if (this.list.key(event) || event.isComposing) return;
    if (event.key === "Enter" && this.entry.value.trim()) {
      event.preventDefault();
      this.#add([this.entry.value]);
    } else if (event.key === "Tab") {
      // Not whenever the box is left: a new chip could push the button away that is being pressed.
      this.#add([this.entry.value]);
    } else if (event.key === "Backspace" && !this.entry.value && this.#names.length > 0) {
      this.#remove(this.#names.length - 1);
    }
  }

  #offer(found) {
    const typed = tidy(this.entry.value);
    const suggestions = found.filter((one) => !this.#has(one.name));
    if (typed && document.activeElement === this.entry) {
      const known = found.some((one) => key(one.name) === key(typed)) || this.#has(typed);
      const own = known ? [] : [{ name: `Add “${typed}”`, adds: typed }];
      this.list.show([{ title: "", suggestions: [...suggestions, ...own] }]);
    } else this.list.hide();
  }

  #add(parts, left = "") {
    const added = this.#keep(parts);
    this.entry.value = left;
    this.ask.stop();
    this.list.hide();
    if (added.length > 0) this.list.say(`Added ${added.join(", ")}`);
    this.#draw();
  }

  /** Take up what is new of these names. */
  #keep(parts) {
    const added = [];
    for (const name of parts.map(tidy).filter(Boolean)) {
      if (this.#has(name)) continue;
      this.#names.push(name);
      added.push(name);
    }
    return added;
  }

  #has(name) {
    return this.#names.some((one) => key(one) === key(name));
  }

  #remove(place) {
    const [name] = this.#names.splice(place, 1);
    const byButton = this.chips.contains(document.activeElement);
    this.#draw();
    this.list.say(`Removed ${name}`);
    const next = this.chips.children[Math.min(place, this.#names.length - 1)];
    // A button stays a button: on a phone the text box would bring the keyboard up.
    (byButton && next ? next.querySelector("button") : this.entry).focus();
  }

  #draw() {
    this.chips.replaceChildren(...this.#names.map(chip));
    this.chips.hidden = this.#names.length === 0;
    this.#tell();
  }

  /** What is sent: the chips, and what is still being typed. */
  #tell() {
    const typed = tidy(this.entry.value);
    const value = (this.#has(typed) ? this.#names : [...this.#names, typed]).filter(Boolean).join(", ");
    this.entry.required = this.wanted && !value;
    if (value === this.field.value) return;
    this.field.value = value;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function chip(name) {
  const item = part("li", "picker__chip");
  const button = part("button", "picker__remove", "×");
  button.type = "button";
  button.setAttribute("aria-label", `Remove ${name}`);
  item.append(part("span", "picker__name", name), button);
  return item;
}

const tidy = (name) => name.replace(/\s+/g, " ").trim();

/** Two names with the same key are the same skill, as on the server: an accent makes no other
 * letter in these scripts, but かき and かぎ are two words. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;
const key = (name) =>
  name.normalize("NFKD").replace(ACCENTED, "$1").toLowerCase().replace(/[\s_-]+/g, " ").trim();

export function startSkillPickers(root = document) {
  for (const field of root.querySelectorAll("input[data-skill-picker]")) new SkillPicker(field);
}
