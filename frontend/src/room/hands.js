/**
 * Who wants to speak, in the order of the server; and when it is the reader's own turn. Rows stay
 * the same elements as long as their hand is up, so that a button keeps the focus.
 */
import { placeInLine } from "./in-force.js";
import { copy, fillFace, slot } from "./item.js";
import { words } from "./words.js";

export class Hands {
  #rows = new Map();
  #sentence = null;

  constructor({ root, me, reader, announce }) {
    Object.assign(this, { root, me, reader, announce });
    this.list = slot(root, "hands");
    this.line = slot(root, "hand-line");
    for (const row of this.list.children) this.#rows.set(row.dataset.member, row);
  }

  desk({ hands }) {
    for (const [id, row] of [...this.#rows]) if (!hands.some((hand) => hand.id === id)) this.#drop(id, row);
    hands.forEach((hand, place) => this.#put(hand, place));
    slot(this.root, "hands-count").textContent = hands.length;
    for (const count of this.root.querySelectorAll("[data-slot=hands-up]")) {
      count.textContent = hands.length;
      count.hidden = hands.length === 0;
    }
    this.#own(hands);
  }

  #drop(id, row) {
    if (row.contains(document.activeElement)) this.list.closest("[tabindex]")?.focus();
    this.#rows.delete(id);
    row.remove();
  }

  #put(hand, place) {
    const row = this.#rows.get(hand.id) ?? this.#add(hand);
    row.classList.toggle("hand--called", hand.called);
    slot(row, "called").hidden = !hand.called;
    slot(row, "call").hidden = hand.called;
    if (this.list.children[place] !== row) this.list.insertBefore(row, this.list.children[place] ?? null);
  }

  #add(hand) {
    const row = copy("hand");
    row.dataset.member = hand.id;
    fillFace(row.querySelector(".avatar"), hand);
    for (const name of ["name", "to", "of"]) slot(row, name).textContent = hand.name;
    for (const field of row.querySelectorAll("[name=member]")) field.value = hand.id;
    for (const part of row.querySelectorAll("[data-for=host]")) part.hidden = !this.reader.can.includes("host");
    this.#rows.set(hand.id, row);
    return row;
  }

  /** Said when it changes, but not what the page said already when it was opened. */
  #own(hands) {
    const called = hands.some((hand) => hand.id === this.me.id && hand.called);
    const sentence = called ? words.yourTurn : words.inLine(placeInLine({ hands }, this.me.id));
    this.line.textContent = sentence;
    this.line.classList.toggle("hand-line--called", called);
    if (this.#sentence !== null && sentence && sentence !== this.#sentence) this.announce(sentence);
    this.#sentence = sentence;
  }
}
