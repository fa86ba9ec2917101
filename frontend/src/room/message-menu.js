/** What a message's menu offers to everybody who reads it: quote it, keep it, pass on its link. */
import { lineOf, slot } from "./item.js";
import { quoted } from "./quoting.js";
import { words } from "./words.js";

export class MessageMenu {
  #chosen = { line: null, text: "" };

  constructor({ root, reader, composer, form, announce }) {
    Object.assign(this, { reader, composer, form, announce });
    const list = slot(root, "items");
    // Pressing the menu's button takes the selection away: what was chosen is noted before.
    list.addEventListener("pointerdown", (event) => this.#note(event), { capture: true });
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("toggle", (event) => this.#opened(event.target), { capture: true });
  }

  #clicked(event) {
    const control = event.target.closest("[data-action]");
    const line = control && lineOf(control);
    if (!line || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const known = { quote: this.#quote, star: this.#star, "copy-link": this.#copyLink };
    known[control.dataset.action]?.call(this, event, line, control);
  }

  #note(event) {
    if (!event.target.closest("[data-slot=actions] summary")) return;
    this.#chosen = { line: lineOf(event.target), text: selectedIn(lineOf(event.target)) };
  }

  #quote(event, line) {
    if (!this.composer) return;
    event.preventDefault();
    close(line);
    const chosen = this.#chosen.line === line ? this.#chosen.text : selectedIn(line);
    const name = slot(line, "author").textContent;
    const text = chosen || slot(line, "words").innerText;
    this.composer.quote({ id: line.dataset.item, name }, quoted(name, text));
  }

  /** Kept at once; what is kept already leads to its note. */
  async #star(event, line) {
    const id = line.dataset.item;
    if (this.reader.starred.has(id)) return;
    event.preventDefault();
    close(line);
    line.focus();
    const headers = { "X-CSRFToken": this.form.elements.csrf_token.value, "Content-Type": "application/json" };
    const answer = await fetch(`/api/v1/items/${id}/star`, { method: "PUT", headers, body: "{}" })
      .then((told) => told.json())
      .catch(() => ({ ok: false, message: words.lost }));
    this.announce(answer.ok ? words.kept : answer.message);
    if (!answer.ok) return say(line, answer.message);
    this.reader.starred.add(id);
    slot(line, "kept").hidden = false;
  }

  #copyLink(event, line, link) {
    if (!navigator.clipboard) return;
    event.preventDefault();
    close(line);
    line.focus();
    navigator.clipboard.writeText(link.href).then(
      () => this.announce(words.linkCopied),
      () => location.assign(link.href),
    );
  }

  #opened(menu) {
    const word = menu.open && menu.classList.contains("menu") ? slot(menu, "star-word") : null;
    if (!word) return;
    word.textContent = this.reader.starred.has(lineOf(menu).dataset.item) ? words.keptNote : words.keep;
  }
}

function selectedIn(line) {
  const selection = getSelection();
  const place = slot(line, "words");
  const inside = place.contains(selection.anchorNode) && place.contains(selection.focusNode);
  return inside && !selection.isCollapsed ? selection.toString() : "";
}

function say(line, sentence) {
  const place = slot(line, "state");
  place.textContent = sentence;
  place.hidden = false;
}

function close(line) {
  for (const menu of line.querySelectorAll("details[open]")) menu.open = false;
}
