/**
 * The questions of the room as this reader knows them: how many answers each has, how many of them
 * are new. Begins with what the page says and counts on by what comes, so that nobody has to ask
 * the server for counts while a thousand people write. Knows neither page nor network.
 */
export class Asked {
  #questions = new Map();
  #items = new Map();
  #watchers = [];

  /** `start`: the room's last position when `questions` were counted; `read`: how far one had read. */
  begin({ questions, start, read, me }) {
    Object.assign(this, { start, read, begun: read, me, doubtful: false });
    this.#questions = new Map(questions.map((one) => [one.id, { ...one, base: one.new }]));
    // What was counted by the server is known by its question, and not counted once more.
    this.#tell();
  }

  watch(watcher) {
    this.#watchers.push(watcher);
  }

  get(id) {
    return this.#questions.get(id);
  }

  get list() {
    return [...this.#questions.values()].sort((one, other) => one.position - other.position);
  }

  /** What stands on the page, or came from further up: in the counts already. */
  know(items) {
    for (const item of items) if (!this.#items.has(item.id)) this.#items.set(item.id, place(item));
    this.#tell();
  }

  /** What came. The questions first, since answers may be revealed with theirs. */
  take(items) {
    for (const item of items) if (item.kind === "question") this.#takeQuestion(item);
    for (const item of items) if (item.kind !== "question") this.#takeAnswer(item);
    this.#tell();
  }

  /** The open ones, of which some may have been asked long ago. */
  open(questions) {
    const open = new Set(questions.map((one) => one.id));
    for (const one of questions) {
      const known = this.get(one.id) ?? { answers: 0, base: 0, gone: false };
      const { id, number, position, excerpt, unseen } = one;
      this.#questions.set(id, { ...known, id, number, position, excerpt, unseen, closed: false });
    }
    for (const one of this.#questions.values()) if (!open.has(one.id)) one.closed = true;
    this.#tell();
  }

  /** The reader has come so far. */
  readTo(position) {
    if (position <= this.read) return;
    this.read = position;
    this.#tell();
  }

  /** How many people have answered; told to hosts only. */
  answeredBy(id, number) {
    const question = this.get(id);
    if (!question || question.answered === number) return;
    question.answered = number;
    this.#tell();
  }

  /** By question, how many answers of others the reader has not come to. */
  get fresh() {
    const counts = new Map();
    const above = this.read === this.begun ? this.start : this.read;
    for (const { question, position, author } of this.#items.values()) {
      if (!question || position <= above || author === this.me) continue;
      counts.set(question, (counts.get(question) ?? 0) + 1);
    }
    if (this.read !== this.begun) return counts;
    for (const { id, base } of this.#questions.values()) if (base) counts.set(id, (counts.get(id) ?? 0) + base);
    return counts;
  }

  #takeQuestion(item) {
    const known = this.get(item.id) ?? { answers: 0, base: 0, excerpt: "" };
    const { id, number, position, closed, unseen, withdrawn } = item;
    const revealed = known.revealed || (known.unseen === true && !unseen);
    const answered = unseen ? known.answered : undefined;
    const excerpt = item.excerpt ?? known.excerpt;
    this.#questions.set(id, { ...known, id, number, position, closed, unseen, revealed, answered, excerpt, gone: withdrawn });
  }

  /** An old one that was never seen here is in the counts already, under whichever question. */
  #takeAnswer(item) {
    const now = place(item);
    const before = this.#items.get(item.id);
    this.#items.set(item.id, now);
    if (before) {
      if (before.question === now.question) return;
      this.#count(before.question, -1);
      this.#count(now.question, 1);
    } else if (item.position > this.start || this.get(now.question)?.revealed) {
      this.#count(now.question, 1);
    } else {
      this.doubtful = true;
    }
  }

  #count(id, step) {
    const question = this.get(id);
    if (question) question.answers += step;
  }

  #tell() {
    for (const watcher of this.#watchers) watcher(this);
  }
}

/** What of an item counts. */
function place({ kind, question, position, author, withdrawn, hidden }) {
  const counts = kind === "message" && question && !withdrawn && !hidden;
  return { question: counts ? question : null, position, author: author?.id ?? "" };
}

/** Those of the one room on this page. */
export const asked = new Asked();
