/** The question of the moment, above the conversation: the newest that is open. */
import { asked } from "./asked.js";
import { slot } from "./item.js";
import { words } from "./words.js";

export class Asking {
  constructor({ root, reader, timeline }) {
    Object.assign(this, { root, reader, timeline });
    this.bar = slot(root, "asking");
    this.id = this.bar.dataset.asking;
    this.question = slot(this.bar, "asking-question");
    this.question.addEventListener("toggle", () => this.question.open && this.#whole());
    asked.watch(() => this.#count());
  }

  desk({ questions }) {
    const now = questions.at(-1);
    this.bar.hidden = !now;
    this.now = now;
    if (!now) return;
    if (now.id !== this.id) this.#turn(now);
    this.#put("asking-number", words.question(now.number));
    this.#put("asking-excerpt", now.excerpt);
    slot(this.bar, "asking-unseen").hidden = !now.unseen;
    const others = questions.slice(0, -1).map((one) => one.number);
    slot(this.bar, "asking-others").hidden = others.length === 0;
    this.#put("asking-others", words.alsoOpen(others));
    this.allowed(this.reader);
    this.#count();
  }

  allowed({ can }) {
    const host = can.includes("host");
    slot(this.bar, "asking-reveal").hidden = !host || !this.now?.unseen;
    slot(this.bar, "asking-close").hidden = !host;
  }

  shown(items) {
    if (this.question.open && items.some((item) => item.id === this.id)) this.#whole();
  }

  #turn({ id }) {
    this.id = id;
    this.question.open = false;
    slot(this.bar, "asking-words").replaceChildren();
    for (const form of this.bar.querySelectorAll("form")) {
      form.querySelector("[name=item]").value = id;
      form.action = form.action.replace(/items\/[^/]*\//, `items/${id}/`);
    }
  }

  /** All of its words: from the conversation, or from the server where they stand far above. */
  async #whole() {
    const { id } = this;
    const place = slot(this.bar, "asking-words");
    const html = this.timeline.get(id)?.html ?? (place.textContent.trim() ? null : await fetchWords(id));
    if (html && id === this.id) place.innerHTML = html;
  }

  #count() {
    const answered = this.reader.can.includes("host") ? asked.get(this.id)?.answered : undefined;
    this.#put("asking-answered", this.now?.unseen && answered !== undefined ? words.answered(answered) : "");
  }

  #put(name, text) {
    const place = slot(this.bar, name);
    if (place.textContent !== text) place.textContent = text;
  }
}

/** Made safe by the server, as the words of every item. */
function fetchWords(id) {
  return fetch(`/api/v1/items/${id}`)
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((answer) => answer?.item?.html ?? "")
    .catch(() => "");
}
