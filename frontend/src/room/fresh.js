/** What a reader of this page has not been shown; knows neither page nor network. */
export class Fresh {
  #by = new Map();

  /** `known`: the items shown, where each group begins (0: at its beginning), the last position. */
  constructor({ me, known }) {
    Object.assign(this, { me, known });
  }

  take(item) {
    this.#by.delete(item.id);
    if (this.#counts(item)) this.#by.set(item.id, item.kind === "question" ? item.id : item.question ?? "");
  }

  get count() {
    return this.#by.size;
  }

  of(group) {
    return [...this.#by.values()].filter((one) => one === group).length;
  }

  /** Also an older one that was just revealed or moved here; not what a group leaves out above. */
  #counts({ id, kind, position, question, author, withdrawn, hidden }) {
    if (withdrawn || hidden || author.id === this.me || this.known.items.has(id)) return false;
    if (kind === "question" || kind === "notice") return position > this.known.last && (kind === "question" || !question);
    if (position > this.known.last) return true;
    const first = this.known.firsts.get(question ?? "");
    return first !== undefined && position > first;
  }
}
