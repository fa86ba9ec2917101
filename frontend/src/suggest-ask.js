/**
 * Asks for suggestions a moment after the last key. What was asked before is called off, so an
 * answer that comes is always one to what stands in the box now.
 */
const WAIT = 120;

export class SuggestAsk {
  #timer = null;
  #request = null;

  /** `empty`: something is suggested before anything is typed as well. */
  constructor(show, { empty = false } = {}) {
    this.show = show;
    this.empty = empty;
  }

  soon(q, kinds) {
    this.stop();
    if (!q.trim() && !(this.empty && !kinds)) return this.show([]);
    this.#timer = setTimeout(() => this.#ask(q.trim(), kinds), WAIT);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
  }

  async #ask(q, kinds) {
    const request = (this.#request = new AbortController());
    const query = new URLSearchParams(kinds ? { q, kinds } : { q });
    const found = await fetch(`/api/v1/suggestions?${query}`, { signal: request.signal })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .catch(() => ({}));
    if (request === this.#request) this.show(found.suggestions ?? []);
  }
}
