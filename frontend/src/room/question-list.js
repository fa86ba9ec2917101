/** The run-sheet: the room's questions with their answers and what is new, kept up to date. */
import { asked } from "./asked.js";
import { arrange, itemAfter } from "./dividers.js";
import { copy, slot } from "./item.js";
import { words } from "./words.js";

const AGAIN = 3000;
const READ_EVERY = 700;

export class QuestionList {
  #frame = 0;
  #timer = null;
  #up = false;

  constructor({ root, page, room, me, view, timeline, unread, reader, request }) {
    Object.assign(this, { root, page, room, view, timeline, unread, reader, request });
    this.list = slot(root, "questions");
    const questions = [...this.list.children].map(read);
    asked.begin({ questions, start: page.end, read: page.read, me: me.id });
    asked.watch(() => this.#soon());
    this.list.addEventListener("click", (event) => this.#clicked(event));
    for (const name of ["pointerenter", "focusin"]) this.list.addEventListener(name, () => this.#doubt());
    slot(root, "scroller").addEventListener("scroll", () => this.#read(), { passive: true });
    addEventListener("focus", () => this.#read());
  }

  live() {
    this.#up = true;
    this.#watchAnswers();
  }

  lost() {
    this.#up = false;
  }

  desk({ questions }) {
    if (!this.adopted) asked.know(this.timeline.items);
    this.adopted = true;
    asked.open(questions);
    this.#watchAnswers();
  }

  shown(items, { earlier = false } = {}) {
    const known = items.map((item) => (item.kind === "question" ? { ...item, excerpt: this.#excerpt(item) } : item));
    if (earlier) asked.know(known);
    else asked.take(known);
    for (const { id } of items) this.#rearrange(this.view.line(id));
    this.#read();
    if (!earlier) this.#watchAnswers();
  }

  #excerpt({ id, withdrawn }) {
    const line = this.view.line(id);
    return withdrawn || !line ? undefined : slot(line, "words").textContent.replace(/\s+/g, " ").trim().slice(0, 140);
  }

  /** An answer that was moved belongs to another thread; so may the line below it. */
  #rearrange(line) {
    if (!line?.hasAttribute("data-moved")) return;
    line.removeAttribute("data-moved");
    for (const one of [line, itemAfter(line)]) if (one) arrange(one);
  }

  /** How many have answered unseen reaches hosts by asking, however much is written meanwhile. */
  #watchAnswers() {
    const wanted = this.#up && this.reader.can.includes("host") && asked.list.some((one) => one.unseen);
    if (wanted) this.#timer ??= setTimeout(() => this.#ask(), AGAIN);
  }

  #doubt() {
    if (this.#up && asked.doubtful) this.#timer ??= setTimeout(() => this.#ask(), 0);
  }

  async #ask() {
    const answer = await this.request("questions", { room: this.room });
    this.#timer = null;
    if (!answer.ok) return;
    if (!asked.doubtful) {
      for (const { id, answered } of answer.questions) asked.answeredBy(id, answered ?? undefined);
      return;
    }
    const { questions, last_position: start } = answer;
    asked.begin({ questions, start, read: this.unread.position, me: asked.me });
    asked.know(this.timeline.items);
  }

  #read() {
    this.reading ??= setTimeout(() => {
      this.reading = null;
      asked.readTo(this.unread.position);
    }, READ_EVERY);
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const questions = asked.list;
    const fresh = asked.fresh;
    slot(this.root, "no-questions").hidden = questions.length > 0;
    let after = null;
    for (const one of questions) {
      const line = this.#line(one);
      if (line.previousElementSibling !== after || line.parentElement !== this.list) {
        after ? after.after(line) : this.list.prepend(line);
      }
      this.#fill(line, one, fresh.get(one.id) ?? 0);
      after = line;
    }
  }

  #line({ id }) {
    return this.list.querySelector(`[data-asked="${id}"]`) ?? Object.assign(copy("asked"), { hidden: false });
  }

  #fill(line, one, fresh) {
    Object.assign(line.dataset, { asked: one.id, position: one.position, number: one.number });
    line.classList.toggle("asked--open", !one.closed && !one.gone);
    slot(line, "link").href = `${this.page.url}?at=${one.position}#item-${one.id}`;
    put(slot(line, "number"), one.number);
    put(slot(line, "words"), one.gone ? words.goneQuestion : one.excerpt);
    put(slot(line, "state"), words.questionState(one));
    put(slot(line, "new"), words.fresh(fresh));
    slot(line, "new").hidden = fresh === 0;
  }

  /** A question that stands on the page is gone to; the sheet closes by that. */
  #clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || !document.getElementById(link.hash.slice(1))) return;
    event.preventDefault();
    location.hash = link.hash;
    document.getElementById(link.hash.slice(1)).focus({ preventScroll: true });
  }
}

function put(place, text) {
  if (place.textContent !== String(text)) place.textContent = text;
}

/** A question as the server's page tells it. */
function read({ dataset }) {
  const { asked: id, position, number, answers, answered, closed, unseen, gone } = dataset;
  const excerpt = document.querySelector(`[data-asked="${id}"] [data-slot="words"]`).textContent;
  return {
    id, excerpt, position: Number(position), number: Number(number), answers: Number(answers), new: Number(dataset.new),
    closed: closed === "true", unseen: unseen === "true", gone: gone === "true", answered: answered ? Number(answered) : undefined,
  };
}
