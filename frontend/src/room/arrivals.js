/** What happens when items come: drawn, told to the screen reader, counted, trimmed at the top. */
import { stopAtNewest } from "./keys.js";

/** Past so many lines the page lets go of the oldest; they come back when scrolled to. */
const MOST = 500;
const ENOUGH = 300;

export class Arrivals {
  constructor({ timeline, view, scroll, unread, outbox, unsent, announcer, typing, me, list }) {
    Object.assign(this, { timeline, view, scroll, unread, outbox, unsent, announcer, typing, me });
    this.list = list;
  }

  show(items, { earlier = false } = {}) {
    const fresh = this.view.draw(items);
    if (!earlier) this.#welcome(fresh);
    this.settle();
    if (!earlier) this.#trim();
    stopAtNewest(this.list);
    this.unread.look();
  }

  /** A stored line gives way to its item, both in one move. */
  settle() {
    this.scroll.hold(() => {
      if (!this.unsent.flying) this.view.reveal();
      this.outbox.settle((id) => this.view.line(id) && !this.view.line(id).hidden);
    });
  }

  #welcome(fresh) {
    const others = fresh.filter((item) => item.author.id !== this.me.id && !item.withdrawn);
    const own = fresh.filter((item) => item.author.id === this.me.id);
    if (this.unsent.flying) own.forEach((item) => this.view.hide(item));
    if (others.length && !this.unread.present) this.#rule(others[0].position);
    others.forEach((item) => {
      this.typing.said(item.author.id);
      this.announcer.message(item.author.name, this.view.text(item));
    });
  }

  /** The line "new since you left", drawn where the eye was when it left. */
  #rule(position) {
    if (this.view.firstNew <= this.unread.position) this.view.markFirstNew(position);
  }

  #trim() {
    const { items } = this.timeline;
    if (items.length <= MOST || !this.scroll.atNow) return;
    this.view.drop(this.timeline.forget(items.at(-ENOUGH).position));
  }
}
