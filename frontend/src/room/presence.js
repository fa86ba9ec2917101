/** Who is here: the count in the heading, and a mark beside each name in the list of people. */
import { copy, fillFace, hasPage, slot } from "./item.js";
import { words } from "./words.js";

const LISTED_MOST = 200;

export class Presence {
  #here = new Map();

  /** `apart`: the ids of those between whom and the reader a block stands. */
  constructor({ root, apart }) {
    this.apart = apart;
    this.places = {
      here: slot(root, "here"),
      short: slot(root, "people-count-short"),
      count: slot(root, "people-count"),
    };
    this.people = slot(root, "people");
    this.all = Number(this.places.count.textContent);
    // Of a crowd the page lists only the first; who comes in is then not a newcomer by that.
    this.complete = this.people.children.length >= this.all;
  }

  /** On entering: everybody, or at most a hundred of a crowd. */
  reset({ count, members }) {
    this.#here = new Map(members.map((member) => [member.id, member]));
    this.#show(count);
  }

  change({ count, joined = [], left = [] }) {
    joined.forEach((member) => this.#here.set(member.id, member));
    left.forEach((id) => this.#here.delete(id));
    this.#show(count);
  }

  /** The ids of those who are here, as far as they are known: in a crowd the first hundred. */
  get ids() {
    return new Set(this.#here.keys());
  }

  /** With the line down nobody can be said to be here. */
  unknown() {
    this.#here.clear();
    this.#show(null);
  }

  #show(count) {
    this.people.toggleAttribute("data-known", count !== null);
    const { here, short, count: places } = this.places;
    here.textContent = count === null ? "" : words.here(count);
    short.textContent = count ?? this.all;
    places.textContent = count === null ? this.all : words.hereOf(count, this.all);
    const known = new Set();
    for (const row of this.people.children) {
      known.add(row.dataset.member);
      this.#mark(row, this.#here.has(row.dataset.member));
    }
    for (const member of this.#here.values()) {
      if (!known.has(member.id) && this.people.children.length < LISTED_MOST) this.#add(member);
    }
  }

  #mark(row, here) {
    row.classList.toggle("is-here", here);
    slot(row, "here").hidden = !here;
  }

  /** Someone who came into the circle after this page was made. */
  #add(member) {
    const row = copy("person");
    row.dataset.member = member.id;
    slot(row, "name").textContent = member.name;
    const link = slot(row, "link");
    if (!hasPage(member, this.apart)) link.removeAttribute("href");
    else link.href = `/people/${encodeURIComponent(member.handle)}`;
    fillFace(row.querySelector(".avatar"), member);
    this.people.append(row);
    if (this.complete) this.all++;
    this.#mark(row, true);
  }
}
