/** Own lines before they are stored: drawn at once below the rest, with their state in words. */
import { copy, fillAuthor, slot } from "./item.js";
import { words } from "./words.js";

export class Outbox {
  #lines = new Map();

  constructor({ list, above, me, scroll, again, discard }) {
    Object.assign(this, { list, above, me, scroll });
    list.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      const act = event.target.closest("[data-action]")?.dataset.action;
      if (act === "again") again(key);
      if (act === "discard") discard(key);
    });
  }

  /**
   * What waits behind another one counts as being sent while the line is up, unless it is held
   * until one may write again. Sent is not gone: the line stays until its item has been drawn in
   * its place.
   */
  show(entry, { live, held = false }) {
    const line = this.#lines.get(entry.client_key) ?? this.#add(entry);
    const goes = entry.state === "waiting" && live && !entry.seconds;
    const state = goes ? (held ? "held" : "sending") : entry.state;
    line.dataset.state = state;
    if (entry.id) line.dataset.stored = entry.id;
    slot(line, "sentence").textContent = sentence(state, entry);
    for (const part of line.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    if (entry.state === "discarded") this.#remove(line);
    this.#group();
  }

  /** Items drawn in the timeline take the place of their lines here. */
  settle(drawn) {
    for (const line of [...this.#lines.values()]) {
      if (line.dataset.stored && drawn(line.dataset.stored)) this.#remove(line);
    }
    this.#group();
  }

  #add(entry) {
    const line = copy("unsent");
    line.dataset.key = entry.client_key;
    fillAuthor(line, this.me);
    const names = (entry.shown ?? []).map((file) => file.name);
    slot(line, "words").textContent = [entry.body, ...names].filter(Boolean).join("\n");
    this.#lines.set(entry.client_key, line);
    this.scroll.hold(() => this.list.append(line));
    return line;
  }

  /** Under an own line the name need not come again. */
  #group() {
    let own = this.above()?.classList.contains("item--mine") ?? false;
    for (const line of this.#lines.values()) {
      line.classList.toggle("item--follows", own);
      own = true;
    }
  }

  #remove(line) {
    this.#lines.delete(line.dataset.key);
    line.remove();
  }
}

function sentence(state, { seconds, reason }) {
  if (state === "refused") return words.notSent(reason);
  if (state === "held") return words.held;
  if (state === "waiting") return seconds ? words.sendingIn(seconds) : words.waiting;
  return state === "sending" ? words.sending : "";
}
