/** What newcomers may read back to was changed: the page is laid out anew, drafts are kept. */
export class Past {
  constructor({ page }) {
    this.history = page.history;
  }

  live({ history }) {
    this.#compare(history);
  }

  head({ history }) {
    this.#compare(history);
  }

  #compare(history) {
    if (history && history !== this.history) location.reload();
  }
}
