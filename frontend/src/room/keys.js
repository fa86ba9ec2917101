/** One stop of the Tab key for the whole conversation; arrows walk from line to line. */
import { itemAfter, itemBefore } from "./dividers.js";
import { isItem, lineOf, slot } from "./item.js";

export function walkByArrows(list) {
  list.addEventListener("focusin", (event) => stopAt(list, lineOf(event.target)));
  list.addEventListener("focusout", (event) => {
    if (!list.contains(event.relatedTarget)) stopAt(list, list.lastElementChild);
  });
  list.addEventListener("keydown", (event) => {
    const line = event.target;
    if (!isItem(line) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = destination(list, line, event.key);
    if (!next) return;
    event.preventDefault();
    stopAt(list, next);
    next.focus();
  });
}

/** Coming from the writing box, the newest line is the first stop. */
export function stopAtNewest(list) {
  if (!list.contains(document.activeElement)) stopAt(list, list.lastElementChild);
}

function destination(list, line, key) {
  if (key === "ArrowUp") return itemBefore(line);
  if (key === "ArrowDown") return itemAfter(line);
  if (key === "Home") return list.querySelector(":scope > [data-item]");
  return key === "End" ? list.lastElementChild : null;
}

function stopAt(list, line) {
  if (!line || line.tabIndex === 0) return;
  const old = list.querySelector(":scope > [tabindex='0']");
  if (old) setStop(old, -1);
  setStop(line, 0);
}

/** A line and the links of its head are reached together, or not at all. */
export function setStop(line, index) {
  line.tabIndex = index;
  for (const name of ["author", "at", "reply"]) slot(line, name).tabIndex = index;
}
