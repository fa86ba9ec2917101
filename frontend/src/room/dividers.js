/** What stands between lines: a new day, "new since you left", or nothing. */
import { dayName } from "../moments.js";
import { copy, isItem, slot } from "./item.js";
import { isQuestion, showThread } from "./threads.js";
import { words } from "./words.js";

const CLOSE = 5 * 60 * 1000;

export const momentOf = (line) => new Date(slot(line, "at").querySelector("time").dateTime);

export function itemBefore(line) {
  let before = line.previousElementSibling;
  while (before && !isItem(before)) before = before.previousElementSibling;
  return before;
}

export function itemAfter(line) {
  let after = line.nextElementSibling;
  while (after && !isItem(after)) after = after.nextElementSibling;
  return after;
}

/** How a line follows the one before it; to be asked again when either of them is new. */
export function arrange(line) {
  const before = itemBefore(line);
  const wanted = [];
  const day = !before || momentOf(before).toDateString() !== momentOf(line).toDateString();
  if (day) wanted.push(["day", dayName(momentOf(line))]);
  if (line.dataset.firstNew) wanted.push(["new", words.newSince]);
  clear(line);
  line.before(...wanted.map(([kind, text]) => divider(kind, text)));
  const thread = showThread(line, before);
  line.classList.toggle("item--follows", wanted.length === 0 && !thread && follows(line, before));
}

/** Takes off the page all that stands above a line, which then comes first. */
export function removeBefore(line) {
  const above = document.createRange();
  above.setStartBefore(line.parentElement.firstChild);
  above.setEndBefore(line);
  above.deleteContents();
  arrange(line);
}

function clear(line) {
  while (line.previousElementSibling && !isItem(line.previousElementSibling)) {
    line.previousElementSibling.remove();
  }
}

function follows(line, before) {
  if (isQuestion(line) || isQuestion(before)) return false;
  // Without an author nobody can say whether two are of the same person.
  const same = line.dataset.author !== "" && before.dataset.author === line.dataset.author;
  return same && slot(line, "reply").hidden && momentOf(line) - momentOf(before) < CLOSE;
}

function divider(kind, text) {
  const element = copy("divider");
  element.className = `divider divider--${kind}`;
  element.dataset.divider = kind;
  slot(element, "text").textContent = text;
  return element;
}
