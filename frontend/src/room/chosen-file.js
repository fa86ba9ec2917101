/** One file beside the writing box: how far it is, what it shows, and the way to leave it out. */
import { addressOf } from "./file-lines.js";
import { copy, slot } from "./item.js";
import { MOST_BYTES, smaller, upload } from "./upload.js";
import { words } from "./words.js";

export class ChosenFile {
  #stop = null;

  constructor(files, file) {
    Object.assign(this, { files, file, name: file.name, state: "waiting", shown: null, reason: "" });
    this.line = copy("chosen");
    slot(this.line, "name").textContent = file.name;
    this.line.querySelector("[data-action=remove]").addEventListener("click", () => this.#remove());
    this.line.querySelector("[data-action=again]").addEventListener("click", () => this.#again());
    slot(this.line, "about").addEventListener("change", () => this.#describe());
    this.#show();
  }

  /** One that the server has already. */
  static there(files, shown) {
    const one = new ChosenFile(files, { name: shown.name });
    one.#arrived(shown);
    return one;
  }

  async send({ url, token }) {
    this.token = token;
    this.#become("sending");
    const file = await smaller(this.file);
    if (file.size > MOST_BYTES) return this.#refused(words.fileTooLarge(words.size(file.size)));
    const progress = (share) => (slot(this.line, "progress").value = share);
    const { answer, stop } = upload({ url, token, file, progress });
    this.#stop = stop;
    const told = await answer;
    this.#stop = null;
    if (!this.line.isConnected) return;
    if (told.ok) {
      this.#arrived(told.file);
      this.files.settled(this);
    } else {
      this.#refused(told.message || words.lost);
    }
  }

  #arrived(shown) {
    this.shown = shown;
    // Also for a form that goes its own way, without this script.
    const input = { type: "hidden", name: "files", value: shown.id };
    this.line.append(Object.assign(document.createElement("input"), input));
    if (shown.image) this.#drawFace(shown);
    slot(this.line, "about").value = shown.words === shown.name ? "" : shown.words;
    this.#become("sent");
  }

  #drawFace(shown) {
    const picture = Object.assign(new Image(40, 40), { alt: "", src: addressOf(shown) });
    picture.className = "chosen__picture";
    slot(this.line, "face").replaceChildren(picture);
  }

  #refused(reason) {
    this.reason = reason;
    this.#become("refused");
    this.files.settled(this);
  }

  #become(state) {
    this.state = state;
    this.#show();
  }

  #show() {
    const { line, state } = this;
    line.dataset.state = state;
    slot(line, "state").textContent = state === "refused" ? this.reason : "";
    slot(line, "progress").hidden = state !== "sending";
    slot(line, "about").hidden = !(state === "sent" && this.shown.image);
    line.querySelector("[data-action=again]").hidden = state !== "refused";
  }

  #again() {
    this.#become("waiting");
    this.files.settled(this);
  }

  #remove() {
    this.#stop?.();
    if (this.shown) this.#ask("DELETE");
    this.line.remove();
    this.files.removed(this);
  }

  #describe() {
    this.shown.words = slot(this.line, "about").value.trim() || this.shown.name;
    this.#ask("PATCH", { words: slot(this.line, "about").value });
  }

  #ask(method, body = undefined) {
    const token = this.files.form.elements.csrf_token.value;
    const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
    const url = `/api/v1${addressOf(this.shown)}`;
    return fetch(url, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  }
}
