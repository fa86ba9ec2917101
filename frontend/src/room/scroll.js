/**
 * The conversation never moves by itself once you have scrolled up, and follows while you are
 * at its end. The scroller is a reversed column: its zero is the newest line, so it opens there
 * even without scripts; everything else is held in place here, not left to the browser.
 */
import { itemBefore } from "./dividers.js";
import { isItem } from "./item.js";

const NEAR = 48;

export class Scroll {
  #frame = 0;
  #rest = 0;

  constructor({ scroller, list, moved }) {
    Object.assign(this, { scroller, list, moved });
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    addEventListener("resize", () => this.#soon());
  }

  get atNow() {
    return Math.abs(this.scroller.scrollTop) < NEAR;
  }

  /** More than a window away from the newest line. */
  get far() {
    return Math.abs(this.scroller.scrollTop) > this.scroller.clientHeight;
  }

  /** What is left to scroll upwards. */
  get above() {
    const { scrollHeight, clientHeight, scrollTop } = this.scroller;
    return scrollHeight - clientHeight - Math.abs(scrollTop);
  }

  toNow({ smooth = false } = {}) {
    this.scroller.scrollTo({ top: 0, behavior: smooth ? "smooth" : "instant" });
    this.#soon();
  }

  /** Makes a change to the list while what is being read stays under the eye. */
  hold(change) {
    if (this.atNow) {
      change();
      this.scroller.scrollTop = 0;
    } else {
      const line = this.#topLine();
      const place = line ? topOf(line) - this.#rest : 0;
      change();
      if (!line?.isConnected) return this.#soon();
      this.scroller.scrollTop += topOf(line) - place;
      // Browsers round what they scroll; the fraction is made good the next time.
      this.#rest = topOf(line) - place;
    }
    this.#soon();
  }

  /** Brings a line to the upper third, for example the first one that is new. */
  show(line) {
    const place = topOf(this.scroller) + this.scroller.clientHeight * 0.2;
    this.scroller.scrollTop += topOf(line) - place;
  }

  /** The last line whose beginning can be seen. */
  lowest() {
    const end = this.scroller.getBoundingClientRect().bottom - 24;
    if (this.atNow) return this.list.lastElementChild;
    const line = findLast(this.list.children, (one) => topOf(one) < end);
    return line && !isItem(line) ? itemBefore(line) : line;
  }

  #topLine() {
    const top = topOf(this.scroller) + 1;
    return findLast(this.list.children, (line) => topOf(line) <= top)
      ?? this.list.firstElementChild;
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.moved();
    });
  }
}

const topOf = (line) => line.getBoundingClientRect().top;

/** The last element for which `holds` is true, where it is true up to a point and not after. */
function findLast(elements, holds) {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(elements[middle])) low = middle + 1;
    else high = middle;
  }
  return elements[low - 1];
}
