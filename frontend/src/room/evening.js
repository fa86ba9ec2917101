/**
 * How the evening of a hosted session stands: who hosts it at the moment, and until when late
 * answers are taken. Hosts are equals: the first of them who is here is named, and when that is
 * the reader because the one before is gone, it is said.
 */
import { showMoment } from "../moments.js";
import { slot } from "./item.js";
import { words } from "./words.js";

export class Evening {
  #here = null;
  #hosting = null;

  constructor({ root, me, announce }) {
    Object.assign(this, { me, announce, place: slot(root, "evening") });
  }

  desk({ session }) {
    if (!this.place || !session) return;
    const before = this.session;
    this.session = session;
    slot(this.place, "evening-starts").dataset.until = session.starts_at;
    const late = this.place.querySelector("[data-slot=evening-late] time");
    if (late && session.late_until) {
      late.dateTime = session.late_until;
      showMoment(late);
    }
    for (const time of this.place.querySelectorAll(".evening__over time")) {
      time.dateTime = session.ends_at;
      showMoment(time);
    }
    const news = before && before.state !== session.state ? words.evening(session.state) : "";
    if (news) this.announce(news);
    this.#look();
  }

  /** Who is here, by id; nobody can be said to be with the line down. */
  people(here) {
    this.#here = here;
    this.#look();
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
