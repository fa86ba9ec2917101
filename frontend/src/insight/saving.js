/**
 * What is typed goes to the server a moment after the last letter, and stays in this browser until
 * the server has it. One request is on its way at a time, so a window is never in its own way.
 */
const PAUSE = 1500;
const AGAIN_AFTER = 5000;
const OLDEST = "0"; // older than any draft: refused until one of two texts was chosen
const LOST = "Not saved yet: there is no connection. Your text is kept in this browser.";
const REFUSED = "Not saved. Your text is kept in this browser.";

export class Saving {
  #timer = null;
  #flight = null;
  #waiting = false;
  #left = false;
  #apart = false; // two texts, and the writer has not said which is the one

  constructor({ writing, kept }) {
    Object.assign(this, { writing, kept });
  }

  /** A window that was closed too early, or a crash: what had not reached the server yet. */
  bringBack() {
    const kept = this.kept.read();
    const elsewhere = this.writing.takeElsewhere();
    if (elsewhere) this.#ask(elsewhere);
    else if (this.writing.unsaved) this.#soon(PAUSE); // it came back from the server with a question
    else if (!kept) return;
    else if (this.writing.says(kept) || (kept.left && kept.version !== this.writing.version)) this.#forget();
    else if (kept.version !== this.writing.version) this.#compare({ ...kept, version: this.writing.version });
    else this.#takeUp(kept);
  }

  /** Without this script, saving again meant "mine"; with it, nothing is sent before an answer. */
  #ask(elsewhere) {
    this.writing.version = OLDEST;
    this.#compare(elsewhere);
  }

  #takeUp(kept) {
    this.writing.take(kept);
    this.writing.tell("What you wrote last was not saved. Here it is again.");
    this.#soon(PAUSE);
  }

  typed() {
    this.#waiting = true;
    this.kept.soon(() => this.#copy());
    this.#soon(PAUSE);
  }

  now() {
    if (this.#waiting) this.#save();
  }

  come() {
    this.#left = false;
  }

  /** What is on its way arrives first: the form that follows knows its version. */
  leave(event) {
    clearTimeout(this.#timer);
    if (event.submitter?.value === "throw") this.#forget();
    else this.kept.keep({ ...this.#copy(), left: true });
    this.#left = true;
    if (!this.#flight) return;
    event.preventDefault();
    const { submitter } = event;
    this.#flight.finally(() => this.writing.form.requestSubmit(submitter));
  }

  #copy() {
    return { ...this.writing.text, version: this.writing.version };
  }

  #forget() {
    this.kept.keep({ body: "" });
  }

  #soon(pause) {
    clearTimeout(this.#timer);
    this.#waiting = true;
    this.#timer = setTimeout(() => this.#save(), pause);
  }

  #save() {
    clearTimeout(this.#timer);
    if (this.#left || this.#apart) return;
    if (this.#flight) return this.#soon(PAUSE);
    this.#waiting = false;
    const sent = this.writing.text;
    this.#flight = this.writing.send().then((answer) => this.#settle(answer, sent));
    this.#flight.finally(() => (this.#flight = null));
  }

  #settle(answer, sent) {
    if (answer.ok) {
      this.writing.version = answer.version;
      this.writing.show(answer.look);
      if (same(this.writing.text, sent)) this.#forget();
      this.writing.saved();
    } else if (answer.error === "written_elsewhere") {
      this.#compare(answer);
    } else if (answer.error) {
      this.writing.tell(`${REFUSED} ${answer.message ?? ""}`);
    } else {
      this.writing.tell(LOST);
      if (!this.#left) this.#soon(AGAIN_AFTER);
    }
  }

  /** Both stand side by side until the writer takes one; nothing is overwritten meanwhile. */
  #compare(other) {
    this.#apart = true;
    this.kept.keep(this.#copy());
    this.writing.compare(other, (takeOther) => {
      this.#apart = false;
      this.writing.version = other.version;
      if (takeOther) this.writing.take(other);
      this.kept.keep(this.#copy());
      this.#save();
    });
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
