/**
 * Pictures and files for the text: chosen, dropped or pasted. Each is sent at once, and its name
 * put where one is writing.
 */
import { MOST_BYTES, smaller, upload } from "../room/upload.js";

const TOO_LARGE = "A file may have at most 5 MB; this one has more.";
const LOST = "It could not be sent: there is no connection. Please try again.";
const SAY = "It is in the text. Please say between its brackets what it shows.";
const THERE = "It is in the text.";

export class Files {
  constructor(form) {
    this.form = form;
    this.part = form.querySelector("[data-files]");
    this.list = this.part.querySelector("[data-file-list]");
    this.state = this.part.querySelector("[data-files-state]");
    this.body = form.elements.body;
    this.chosen = form.elements.file;
    this.words = form.elements.words;
    this.coming = Promise.resolve();
    // It goes its own way, so neither the draft nor the form carries it.
    this.chosen.removeAttribute("name");
    this.part.querySelector("button[value=add]").hidden = true;
    this.#listen();
  }

  #listen() {
    this.chosen.addEventListener("change", () => {
      this.#add([...this.chosen.files]);
      this.chosen.value = "";
    });
    this.body.addEventListener("paste", (event) => this.#brought(event, event.clipboardData));
    for (const place of [this.body, this.part]) {
      place.addEventListener("dragover", (event) => this.#holds(event) && event.preventDefault());
      place.addEventListener("drop", (event) => this.#brought(event, event.dataTransfer));
    }
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-named]");
      if (!button) return;
      event.preventDefault();
      this.#put(button.dataset.named);
    });
  }

  #holds(event) {
    return event.dataTransfer.types.includes("Files");
  }

  #brought(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#add(files);
  }

  /** One after the other, in their order. */
  #add(files) {
    for (const file of files) this.coming = this.coming.then(() => this.#send(file));
  }

  async #send(original) {
    const file = await smaller(original);
    if (file.size > MOST_BYTES) return this.#tell(TOO_LARGE);
    const token = this.form.elements.csrf_token.value;
    this.#tell(`Sending ${file.name} …`);
    const told = await upload({ url: this.part.dataset.files, token, file, progress() {} }).answer;
    if (!told.ok) return this.#tell(told.message ? `${file.name}: ${told.message}` : LOST);
    this.list.insertAdjacentHTML("beforeend", told.line);
    const named = this.list.lastElementChild.querySelector("[data-named]").dataset.named;
    const words = this.words.value.trim().replace(/[\\[\]]/g, "\\$&");
    this.words.value = "";
    this.#put(words ? named.replace(/^!\[\]/, () => `![${words}]`) : named);
  }

  /** Where one writes, in a paragraph of its own if it is a picture. */
  #put(named) {
    const { body } = this;
    const picture = named.startsWith("!");
    const before = body.value.slice(0, body.selectionStart);
    const gap = picture && before.trim() ? "\n\n".slice(/\n*$/.exec(before)[0].length) : "";
    const rest = body.value.slice(body.selectionEnd);
    const after = picture && rest.trim() ? "\n\n".slice(/^\n*/.exec(rest)[0].length) : "";
    body.focus();
    body.setRangeText(gap + named + after, body.selectionStart, body.selectionEnd, "end");
    const silent = named.startsWith("![]");
    if (silent) body.setSelectionRange(before.length + gap.length + 2, before.length + gap.length + 2);
    body.dispatchEvent(new Event("input", { bubbles: true }));
    this.#tell(silent ? SAY : THERE);
  }

  #tell(words) {
    this.state.textContent = words;
  }
}
