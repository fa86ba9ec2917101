/**
 * Messages on their way out. Each is kept in the browser's own storage, under its client key,
 * until the server says it is stored; a closed tab, a dead battery or a cut line loses none.
 * The key makes sending again harmless: the server answers the first result once more.
 * One is in flight at a time, so they arrive in the order they were written.
 */
import { later as timer } from "./later.js";

const AGAIN_AFTER = 2;
const PASSING = new Set(["slow_down", "busy", "lost", "signed_out", "not_now"]);
/** What of a message the server is told; `shown` is how its files look, kept for this browser. */
const TOLD = ["body", "reply_to", "audience", "question", "nameless", "files"];
const KEPT = [...TOLD, "shown", "at", "number"];

export class Unsent {
  #flying = false;
  #pause = null;
  #number;

  /** `may`: whether anything may go at this moment; see `look`. */
  constructor({ storage, prefix, send, changed, may = () => true, later = timer, now = () => Date.now() }) {
    Object.assign(this, { storage, prefix, send, changed, may, later, now });
    this.entries = load(storage, prefix);
    this.#number = 1 + Math.max(-1, ...this.entries.map((entry) => entry.number));
    this.live = false;
  }

  /** The one whose acknowledgement is awaited, if any. */
  get flying() {
    return this.#flying ? this.entries.find((entry) => entry.state === "sending") : undefined;
  }

  add(client_key, message) {
    const entry = { ...message, client_key, at: this.now(), number: this.#number++, state: "waiting" };
    this.entries.push(entry);
    this.#save(entry);
    this.changed(entry);
    return this.#next();
  }

  /** The line is up: everything that waits goes out. */
  resume() {
    this.live = true;
    this.entries.forEach((entry) => this.changed(entry));
    return this.#next();
  }

  /** The line is down; what was in flight will be sent again with its key. */
  suspend() {
    this.live = false;
    for (const entry of this.entries) {
      if (entry.state === "sending") this.#mark(entry, "waiting");
      else this.changed(entry);
    }
  }

  /** Whether one may write has changed: what was written before a pause goes out after it. */
  look() {
    this.entries.forEach((entry) => this.changed(entry));
    return this.#next();
  }

  again(client_key) {
    const entry = this.#find(client_key);
    if (entry?.state === "refused") this.#mark(entry, "waiting");
    return this.#next();
  }

  /** Taken back by its author before it was sent; returned so that its text can be kept. */
  discard(client_key) {
    const entry = this.#find(client_key);
    if (!entry || entry.state === "sending") return null;
    this.#drop(entry);
    this.#mark(entry, "discarded");
    return entry;
  }

  async #next() {
    const entry = this.entries.find((one) => one.state === "waiting");
    if (!entry || !this.live || this.#flying || this.#pause || !this.may()) return;
    this.#flying = true;
    this.#mark(entry, "sending");
    const answer = await this.send({ client_key: entry.client_key, ...pick(entry, TOLD) });
    this.#flying = false;
    this.#settle(entry, answer);
    return this.#next();
  }

  #settle(entry, answer) {
    if (answer.ok) {
      this.#drop(entry);
      this.#mark(entry, "sent", { id: answer.id, position: answer.position });
    } else if (PASSING.has(answer.error)) {
      this.#wait(entry, answer);
    } else {
      this.#mark(entry, "refused", { reason: answer.message });
    }
  }

  /** Not the message's fault: try again by ourselves, after the time the server asked for. */
  #wait(entry, answer) {
    const seconds = Math.max(1, Math.ceil(answer.retry_after ?? AGAIN_AFTER));
    this.#mark(entry, "waiting", { seconds: answer.error === "slow_down" ? seconds : 0 });
    this.#pause = this.later(() => {
      this.#pause = null;
      this.#next();
    }, seconds * 1000);
  }

  #find(client_key) {
    return this.entries.find((entry) => entry.client_key === client_key);
  }

  #mark(entry, state, more = {}) {
    Object.assign(entry, { state, reason: "", seconds: 0 }, more);
    this.changed(entry);
  }

  #save(entry) {
    write(this.storage, this.prefix + entry.client_key, pick(entry, KEPT));
  }

  #drop(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    write(this.storage, this.prefix + entry.client_key, null);
  }
}

/** One storage key for each message, so that two tabs never overwrite each other's. */
function load(storage, prefix) {
  const found = [];
  for (let index = 0; index < (storage?.length ?? 0); index++) {
    const key = storage.key(index);
    const kept = key.startsWith(prefix) && parse(storage.getItem(key));
    if (kept?.body || kept?.files) found.push({ ...kept, client_key: key.slice(prefix.length), state: "waiting" });
  }
  return found.sort((one, other) => one.at - other.at || one.number - other.number);
}

const pick = (entry, names) => Object.fromEntries(names.map((name) => [name, entry[name]]));

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Storage may be full or forbidden; then the message lives as long as the page. */
export function write(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch {
    return false;
  }
  return true;
}

/** 96 random bits, in letters the server accepts. */
export function newKey(random = crypto) {
  const bytes = random.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
