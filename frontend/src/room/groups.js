/**
 * Small groups. In the room that is split, one is led to one's own group, unless one is writing; in
 * the group there are the time, the way back, and what it brings back; and at its end one is led to
 * everybody again.
 */
import { BringsBack } from "./brings-back.js";
import { slot } from "./item.js";
import { write } from "./unsent.js";
import { words } from "./words.js";

const SECOND = 1000;
/** Nobody is taken elsewhere in the middle of a word, or before they could read where to. */
const PATIENCE = 3000;
const LAST_MINUTE = 60;

export class Groups {
  #since = 0;
  #leading = false;
  #told = "";

  constructor({ root, room, me, page, reader, clock, storage, form, announce }) {
    Object.assign(this, { root, room, me, page, reader, clock, storage, form, announce });
    this.place = root.querySelector("[data-groups]");
    this.parent = this.place.dataset.parent;
    const box = slot(root, "brings-back");
    this.bringsBack = box?.querySelector("form") ? new BringsBack(box, announce) : null;
    form?.addEventListener("input", () => (this.#since = Date.now()));
    slot(root, "groups-all")?.addEventListener("click", (event) => this.#openInBar(event));
    setInterval(() => document.hidden || this.#look(), SECOND);
  }

  desk(desk) {
    const before = this.current;
    this.current = desk;
    if (desk.group) this.#showInside(desk.group, before?.group);
    else this.#showSplit(desk.groups);
  }

  allowed() {
    this.desk(this.current);
  }

  /** By a host: the room of everybody knows where to. */
  moved() {
    if (this.parent) this.#leadTo(this.parent);
  }

  #showSplit(split) {
    this.place.hidden = !split;
    for (const part of this.root.querySelectorAll("[data-groups-when]")) {
      part.hidden = (part.dataset.groupsWhen === "split") !== Boolean(split);
    }
    if (!split) return (this.#told = "");
    const hosting = this.reader.can.includes("host");
    const mine = this.#mine();
    this.#fill(split.ends_at, hosting ? words.split(split.groups.length) : words.myGroup(mine?.name, this.#others(mine)));
    slot(this.root, "groups-go").hidden = hosting;
    slot(this.root, "groups-all").hidden = !hosting;
    if (hosting) this.#list(split.groups);
    this.#since ||= Date.now();
  }

  #showInside(group, before) {
    this.#fill(group.ends_at, group.closed ? words.groupOver : words.among(this.#others(group)));
    this.place.querySelector("[data-when=open]").hidden = group.closed;
    this.bringsBack?.take(group);
    if (group.closed && before && !before.closed) this.#leadTo(this.parent);
  }

  #fill(endsAt, sentence) {
    slot(this.root, "groups-left").dataset.until = endsAt ?? "";
    slot(this.root, "groups-where").textContent = sentence;
    if (this.#told !== sentence) this.announce(sentence);
    this.#told = sentence;
  }

  #others(group) {
    return (group?.people ?? []).filter(({ id }) => id !== this.me.id).map(({ name }) => name);
  }

  #mine() {
    return this.current.groups?.groups.find(({ people }) => people.some(({ id }) => id === this.me.id));
  }

  #list(groups) {
    const lines = groups.map(({ room, name, people }) => {
      const line = Object.assign(document.createElement("li"), { className: "group-list__brief" });
      const link = Object.assign(document.createElement("a"), { className: "button button--quiet", href: this.#url(room) });
      const who = document.createElement("span");
      link.textContent = name;
      who.textContent = people.map((one) => one.name).join(", ") || words.nobodyYet;
      line.append(link, " ", who);
      return line;
    });
    slot(this.root, "group-list")?.replaceChildren(...lines);
  }

  #look() {
    const { group } = this.current;
    const left = this.clock.until(group?.ends_at);
    if (group && !group.closed && left > 0 && left <= LAST_MINUTE && !this.#writing) this.bringsBack?.askFor();
    const mine = this.#mine();
    if (!mine || !this.reader.can.length || this.reader.can.includes("host")) return;
    if (this.#writing || this.page.until !== Infinity || this.#wasLedTo(mine.room)) return;
    if (Date.now() - this.#since > PATIENCE) this.#leadTo(mine.room);
  }

  get #writing() {
    return Boolean(this.form?.elements.body.value.trim());
  }

  /** Once: whoever goes back to everybody while the groups last wants to be there. */
  #wasLedTo(room) {
    return this.#leading || this.storage?.getItem(this.#key(room)) != null;
  }

  #leadTo(room) {
    if (this.#leading) return;
    this.#leading = true;
    if (room !== this.parent) write(this.storage, this.#key(room), true);
    const wait = room === this.parent ? PATIENCE : 0;
    setTimeout(() => location.assign(this.#url(room)), wait);
  }

  #key(room) {
    return `comentor:group:${room}:${this.me.id}`;
  }

  #url(room) {
    return this.page.url.replace(this.room, room);
  }

  #openInBar(event) {
    const part = this.root.querySelector("#host-groups");
    if (!part) return;
    event.preventDefault();
    event.stopPropagation();
    part.open = true;
  }
}
