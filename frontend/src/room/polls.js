/**
 * Voting without leaving the room, and the line above the conversation that leads to a poll one
 * has not voted in. With the line down, both are what they are without scripts.
 */
import { cardOf, fitPoll } from "./poll-card.js";
import { lineOf, slot } from "./item.js";
import { words } from "./words.js";

export class Polls {
  #up = false;
  #open = [];

  constructor({ root, page, reader, request, announce }) {
    Object.assign(this, { root, reader, request, announce });
    reader.votes = page.votes;
    this.list = slot(root, "items");
    this.note = slot(root, "open-poll");
    this.list.addEventListener("submit", (event) => this.#submitted(event));
    this.note.addEventListener("click", (event) => this.#lead(event));
  }

  desk({ polls }) {
    const known = new Set(this.#open.map(({ id }) => id));
    const fresh = this.#open.length || this.#up ? polls.filter(({ id }) => !known.has(id)) : [];
    this.#open = polls;
    for (const { excerpt } of fresh) this.announce(words.newPoll(excerpt));
    this.#fitNote();
  }

  /** May be told of an old vote only after a pause; what is closed by now keeps its own. */
  live({ me }) {
    this.#up = true;
    Object.assign(this.reader.votes, me?.votes ?? {});
    this.allowed();
  }

  lost() {
    this.#up = false;
  }

  allowed() {
    for (const card of this.list.querySelectorAll("[data-poll]")) {
      fitPoll(card, lineOf(card).dataset.item, this.reader);
    }
    this.#fitNote();
  }

  #fitNote() {
    const { can, votes } = this.reader;
    const newest = this.#open.filter(({ id }) => !(id in votes)).at(-1);
    this.note.hidden = !newest || !can.includes("react");
    if (!newest) return;
    const link = slot(this.note, "open-poll-link");
    link.setAttribute("href", link.getAttribute("href").replace(/items\/[^/]*\//, `items/${newest.id}/`));
    slot(this.note, "open-poll-words").textContent = newest.excerpt;
  }

  /** To where it stands in the conversation, if that is on the page. */
  #lead(event) {
    const id = event.target.closest("a")?.getAttribute("href").match(/items\/([^/]+)\//)?.[1];
    const line = id && document.getElementById(`item-${id}`);
    if (!line || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    line.scrollIntoView({ block: "center" });
    (cardOf(line).querySelector("input:not([type=hidden])") ?? line).focus();
  }

  #submitted(event) {
    const form = event.target.closest("[data-slot=poll-form]");
    if (!form || !this.#up) return;
    event.preventDefault();
    if (form.ariaBusy !== "true") this.#vote(form);
  }

  async #vote(form) {
    const line = lineOf(form);
    const item = line.dataset.item;
    const choices = choicesIn(form);
    form.ariaBusy = "true";
    this.#say(form, words.sending);
    const answer = await this.request("vote", { item, choices });
    form.ariaBusy = null;
    this.#say(form, answer.ok ? "" : answer.message || words.lost);
    if (answer.ok) this.#voted(line, item, choices);
    else this.announce(answer.message || words.lost);
  }

  /** The form may go with its button: the focus then stays with the line. */
  #voted(line, item, choices) {
    const card = cardOf(line);
    const named = card.hasAttribute("data-named");
    this.reader.votes[item] = named ? choices : {};
    const here = card.contains(document.activeElement);
    fitPoll(card, item, this.reader);
    if (here && slot(card, "poll-form").hidden) line.focus();
    this.announce(words.voted);
    this.#fitNote();
  }

  #say(form, sentence) {
    slot(form, "poll-state").textContent = sentence;
  }
}

/** Ids of options; or, where one gives out points, how many by option. */
function choicesIn(form) {
  const boxes = [...form.querySelectorAll("[data-option]")];
  if (boxes[0]?.type !== "number") {
    return boxes.filter((box) => box.checked).map((box) => box.dataset.option);
  }
  const given = boxes.filter((box) => Number(box.value));
  return Object.fromEntries(given.map((box) => [box.dataset.option, Number(box.value)]));
}
