/** The form as the script sees it: what it holds, how it reads, and what is said about its saving. */
const CHOICES = ["circle_id", "sight"];
const FIELDS = ["title", "body", "references", "skills", ...CHOICES];
const clock = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

export class Writing {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.insightDraft;
    this.line = document.querySelector("[data-saved]");
    this.look = form.querySelector("[data-look]");
    this.other = form.querySelector("[data-other]");
    form.querySelector("button[value=look]").addEventListener("click", (event) => this.#open(event));
    for (const field of form.elements) if (FIELDS.includes(field.name)) field.dataset.keptField = "";
  }

  get text() {
    const typed = new FormData(this.form);
    return Object.fromEntries(FIELDS.map((name) => [name, typed.get(name) ?? ""]));
  }

  get version() {
    return this.form.elements.version.value;
  }

  set version(value) {
    this.form.elements.version.value = value;
  }

  /** Whether the page shows what the server did not take. */
  get unsaved() {
    return "unsaved" in this.form.dataset;
  }

  /** What another window had saved, if the page came back with it. It is shown by `compare` then. */
  takeElsewhere() {
    const shown = this.form.querySelector("[data-elsewhere]");
    if (!shown) return null;
    shown.hidden = true;
    const words = FIELDS.map((name) => {
      const part = shown.querySelector(`[data-elsewhere-${name}]`);
      const value = CHOICES.includes(name) ? part.getAttribute(`data-elsewhere-${name}`) : part.textContent;
      return [name, value];
    });
    return { ...Object.fromEntries(words), version: shown.dataset.elsewhere };
  }

  /** Whether the fields hold these words already; the server tidies spaces and references. */
  says(text) {
    const { references, ...others } = this.text;
    if (bare(text.references) !== bare(references)) return false;
    return Object.keys(others).every((name) => !(name in text) || tidy(text[name]) === tidy(others[name]));
  }

  /** What it says nothing of stays. */
  take(text) {
    for (const name of FIELDS) if (name in text) this.#put(name, text[name]);
    this.#field("skills").dispatchEvent(new Event("change")); // its chips are drawn anew
  }

  /** Never throws: an answer without `ok` and without `error` is one that did not come. */
  async send() {
    try {
      const body = new FormData(this.form);
      const answer = await fetch(this.address, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status >= 500) return {};
      return { error: "refused", ...(await answer.json()) };
    } catch {
      return {};
    }
  }

  saved() {
    this.tell(`Saved ${clock.format(new Date())}`);
  }

  tell(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  show(html) {
    this.look.querySelector("[data-look-words]").innerHTML = html;
  }

  /** How it reads is shown here, as it is saved, instead of on the next page. */
  async #open(event) {
    event.preventDefault();
    this.look.hidden = !this.look.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!this.look.hidden));
    this.form.classList.toggle("writing--looked-at", !this.look.hidden);
    if (this.look.hidden) return;
    const answer = await this.send();
    if (answer.look !== undefined) {
      if (answer.version) this.version = answer.version;
      this.show(answer.look);
    }
  }

  /** Not by `elements`: what one types skills into has the name of their box as its id. */
  #field(name, more = "") {
    return this.form.querySelector(`[name="${name}"]${more}`);
  }

  #tick(value) {
    return this.#field("sight", `[value="${CSS.escape(value)}"]`);
  }

  #put(name, value) {
    if (name !== "sight") this.#field(name).value = value;
    else if (this.#tick(value)) this.#tick(value).checked = true;
  }

  /** A choice is shown as the form calls it. */
  #inWords(name, value) {
    if (name === "sight") return this.#tick(value)?.labels[0].textContent.trim() ?? "";
    if (name !== "circle_id") return value;
    return [...this.#field(name).options].find((one) => one.value === value)?.text ?? "";
  }

  /** `chosen(true)`: the other text takes the place of this one. */
  compare(other, chosen) {
    for (const name of FIELDS) {
      this.other.querySelector(`[data-other-${name}]`).textContent = this.#inWords(name, other[name] ?? "");
    }
    this.tell("Not saved: there are two texts. Please choose one below.");
    this.other.hidden = false;
    this.other.onclick = (event) => {
      const button = event.target.closest("[data-take]");
      if (!button) return;
      this.other.hidden = true;
      chosen(button.dataset.take === "other");
      this.form.elements.body.focus();
    };
    this.other.scrollIntoView({ block: "nearest" });
  }
}

const bare = (text) => (text ?? "").normalize("NFC").replace(/\bn\.d\.|[^\p{L}\p{N}]/gu, "");
const tidy = (text) => (text ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
