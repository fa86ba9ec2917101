/**
 * Pictures and files for the next message: chosen, dropped or pasted. Each is sent at once, one
 * after the other, and waits on the server; the message then names them.
 */
import { ChosenFile } from "./chosen-file.js";
import { slot } from "./item.js";
import { words } from "./words.js";

const MOST = 6;

export class Files {
  #chosen = [];
  #wanted = false;

  constructor({ root, room, reader, composer, form, announce }) {
    this.input = form?.elements.file;
    if (!composer || !this.input) return;
    Object.assign(this, { reader, composer, form, announce });
    this.list = slot(form, "files");
    this.url = `/api/v1/rooms/${room}/files`;
    this.#takeOver();
    composer.carry(this);
    this.input.addEventListener("change", () => {
      this.#add([...this.input.files]);
      this.input.value = "";
    });
    form.addEventListener("paste", (event) => this.#brought(event, event.clipboardData));
    const talk = root.querySelector(".room__talk");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      talk.addEventListener(name, (event) => this.#dragged(event, talk));
    }
  }

  // What the composer asks of whatever goes with a message.

  get empty() {
    return this.#chosen.length === 0;
  }

  /** Sending before the files are there is kept in mind, and done when they are. */
  refusal() {
    if (this.#chosen.some((one) => one.state === "refused")) return words.fileRefused;
    this.#wanted = this.#chosen.some((one) => one.state !== "sent");
    return this.#wanted ? words.filesOnTheWay : "";
  }

  take() {
    const shown = this.#chosen.map((one) => one.shown);
    for (const one of this.#chosen) one.line.remove();
    this.#chosen = [];
    this.#show();
    return { files: shown.map((file) => file.id), shown };
  }

  giveBack({ shown = [] }) {
    for (const file of shown) this.#keep(ChosenFile.there(this, file));
  }

  // What a chosen file tells.

  removed(one) {
    this.#chosen = this.#chosen.filter((other) => other !== one);
    this.#show();
    this.form.elements.body.focus();
    this.#next();
  }

  settled(one) {
    if (one.state === "refused") this.announce(`${one.name}: ${one.reason}`);
    this.#show();
    this.#next();
  }

  #brought(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0 || !this.reader.can.includes("say")) return;
    event.preventDefault();
    this.#add(files);
  }

  #dragged(event, talk) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const inside = event.type !== "dragleave" || talk.contains(event.relatedTarget);
    talk.classList.toggle("room__talk--drop", inside && event.type !== "drop");
    if (event.type === "drop") this.#brought(event, event.dataTransfer);
  }

  #add(files) {
    const room = MOST - this.#chosen.length;
    for (const file of files.slice(0, room)) this.#keep(new ChosenFile(this, file));
    if (files.length > room) this.composer.refuse(words.filesMost(MOST));
    this.form.elements.body.focus();
    this.#next();
  }

  #keep(one) {
    this.#chosen.push(one);
    this.list.append(one.line);
    this.#show();
  }

  #next() {
    if (this.#chosen.some((one) => one.state === "sending")) return;
    const one = this.#chosen.find((other) => other.state === "waiting");
    if (one) one.send({ url: this.url, token: this.form.elements.csrf_token.value });
    else this.#sendIfWanted();
  }

  #sendIfWanted() {
    if (!this.#wanted || this.#chosen.some((one) => one.state !== "sent")) return;
    this.#wanted = false;
    this.form.requestSubmit();
  }

  #show() {
    const sent = this.#chosen.filter((one) => one.state === "sent").length;
    const all = this.#chosen.length;
    this.list.hidden = all === 0;
    const place = slot(this.form, "files-state");
    place.textContent = all > 0 && sent < all ? words.filesSent(sent, all) : "";
    if (all === 0) this.#wanted = false;
  }

  /** What the server kept of a refused message goes on from here. */
  #takeOver() {
    const kept = [...this.form.querySelectorAll("input[data-file]")];
    const shown = kept.map((input) => JSON.parse(input.dataset.file));
    for (const input of kept) input.remove();
    this.list.replaceChildren();
    this.giveBack({ shown });
  }
}
