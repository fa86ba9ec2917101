/**
 * How the evening of a hosted session stands: who hosts it at the moment, and until when late
 * answers are taken. Hosts are equals: the first of them who is here is named, and when that is
 * the reader because the one before is gone, it is said.
 */
import { showMoment } from "../moments.js";
import { slot } from "./item.js";
import { words } from "./words.js";

/** Seconds before its start from which on they are counted. */
const COUNTED = 6 * 3600;

export class Evening {
  #here = null;
  #hosting = null;

  constructor({ root, me, clock, announce }) {
    Object.assign(this, { me, clock, announce, place: slot(root, "evening") });
  }

  desk({ session }) {
    if (!this.place || !session) return;
    const before = this.session;
    this.session = session;
    this.#times(session);
    const news = before && before.state !== session.state ? words.evening(session.state) : "";
    if (news) this.announce(news);
    this.#look();
  }

  /** Who is here, by id; nobody can be said to be with the line down. */
  people(here) {
    this.#here = here;
    this.#look();
  }

  #times({ starts_at, ends_at, late_until }) {
    const count = slot(this.place, "evening-starts");
    if (starts_at && this.clock.until(starts_at) < COUNTED) count.dataset.until = starts_at;
    else delete count.dataset.until;
    if (count.dataset.until === undefined) count.textContent = "";
    show(slot(this.place, "evening-at"), starts_at);
    show(this.place.querySelector(".evening__over"), ends_at);
    show(slot(this.place, "evening-late"), late_until);
    slot(this.place, "evening-late").hidden = !late_until;
  }

  #look() {
    if (!this.place || !this.session || !this.#here) return;
    const { hosts, state } = this.session;
    const now = hosts.find(({ id }) => this.#here.has(id)) ?? null;
    const gone = this.#hosting && !this.#here.has(this.#hosting.id) ? this.#hosting : null;
    if (state === "live" && gone && now?.id === this.me.id) this.announce(words.yourTurnToHost(gone.name));
    if (now) this.#hosting = now;
    slot(this.place, "evening-host").textContent = now ? words.hosting(now.name, now.id === this.me.id) : words.noHost;
  }
}

function show(place, moment) {
  const time = place.querySelector("time");
  time.dateTime = moment ?? "";
  showMoment(time);
}
