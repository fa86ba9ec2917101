/**
 * A poll under its question, kept in step with the room: the same markup as the page's own, filled
 * part by part, so that a choice half made and the focus stay where they are.
 */
import { showMoment } from "../moments.js";
import { copy, slot } from "./item.js";
import { words } from "./words.js";

export const cardOf = (line) => line.querySelector("[data-poll]");

/** The filler of a line: a poll comes with its item, and goes when it is withdrawn or hidden. */
export function fillPoll(line, item, reader) {
  const there = cardOf(line);
  if (!item.poll) return there?.remove();
  const card = there ?? insert(line, item.id);
  const { poll, closed, author } = item;
  card.toggleAttribute("data-named", poll.named);
  card.toggleAttribute("data-closed", closed);
  card.dataset.author = author.id;
  if (!slot(card, "poll-choices").childElementCount) fillForm(card, poll);
  fillFacts(card, item);
  fillSums(card, item);
  fitPoll(card, item.id, reader);
}

function insert(line, id) {
  const card = copy("poll");
  for (const [element, attribute] of [[slot(card, "poll-form"), "action"], [card.querySelector("a"), "href"]]) {
    element.setAttribute(attribute, element.getAttribute(attribute).replace("_item_", id));
  }
  slot(line, "reactions").before(card);
  return card;
}

/** What does not change as long as there is the poll. */
function fillForm(card, poll) {
  slot(card, "poll-ask").textContent = words.pollAsk(poll);
  slot(card, "poll-hint").textContent = words.beforeVoting(poll);
  slot(card, "poll-choices").replaceChildren(...poll.options.map((option) => choice(poll, option)));
}

function choice({ way, points }, { id, text }) {
  const line = copy(`poll-${way}`);
  const box = line.querySelector("input");
  if (way === "points") Object.assign(box, { name: `points-${id}`, max: points });
  else box.value = id;
  box.dataset.option = id;
  slot(line, "poll-text").textContent = text;
  return line;
}

function fillFacts(card, { poll, closed }) {
  slot(card, "poll-voters").textContent = words.voters(poll.voters);
  slot(card, "poll-ends").hidden = closed || !poll.closes_at;
  if (poll.closes_at) {
    const time = slot(card, "poll-ends").querySelector("time");
    time.dateTime = poll.closes_at;
    showMoment(time);
  }
  slot(card, "poll-closed").hidden = !closed;
  slot(card, "poll-few").hidden = !closed || poll.counted !== null || poll.voters === 0;
  slot(card, "poll-outcome").hidden = !poll.outcome;
  slot(card, "poll-decided").textContent = poll.outcome;
  slot(card, "poll-more").firstElementChild.textContent = words.settle(closed);
}

function fillSums(card, { poll, closed }) {
  const table = slot(card, "poll-sums");
  table.hidden = poll.counted === null;
  if (table.hidden) return;
  slot(card, "poll-of").textContent = words.pollOf(poll, closed);
  const given = poll.options.reduce((sum, { votes }) => sum + votes, 0);
  const most = poll.way === "points" ? given : poll.counted;
  slot(card, "poll-rows").replaceChildren(...poll.options.map((option) => row(poll, option, most)));
}

function row({ way }, { text, votes, members }, most) {
  const line = copy("poll-row").querySelector("tr");
  slot(line, "poll-text").textContent = text;
  Object.assign(slot(line, "poll-bar"), { max: most || 1, value: votes });
  slot(line, "poll-votes").textContent = votes;
  slot(line, "poll-share").textContent = most ? `${Math.round((100 * votes) / most)} %` : "";
  slot(line, "poll-names").hidden = members.length === 0;
  slot(line, "poll-names").textContent = words.pollNames(members, votes, way);
  return line;
}

/** What depends on the reader: whether they may vote, and whether they have. */
export function fitPoll(card, id, { me, can, votes }) {
  const named = card.hasAttribute("data-named");
  const closed = card.hasAttribute("data-closed");
  const voted = id in votes;
  slot(card, "poll-form").hidden = closed || !can.includes("react") || (voted && !named);
  slot(card, "poll-voted").hidden = !voted;
  slot(card, "poll-mine").textContent = closed ? words.myChoice(chosen(card, votes[id] ?? {})) : "";
  const send = slot(card, "poll-send");
  send.textContent = words.sendVote(voted);
  send.className = `button button--${voted ? "secondary" : "primary"}`;
  const own = card.dataset.author === me.id && can.includes("edit");
  slot(card, "poll-more").hidden = !own && !can.includes("host");
}

/** The reader's own choice in words; none is known of a vote without a name. */
function chosen(card, vote) {
  const points = Array.isArray(vote) ? Object.fromEntries(vote.map((id) => [id, 0])) : vote;
  return [...card.querySelectorAll("[data-option]")]
    .filter(({ dataset: { option } }) => option in points)
    .map((box) => {
      const text = box.parentElement.textContent.trim();
      return box.type === "number" ? `${text} (${points[box.dataset.option]})` : text;
    });
}

/** People vote on its words as they are. */
export function fitPollMenu(_menu, line, _reader, allowed) {
  if (cardOf(line)) allowed.edit = false;
}
