/** What every page has: the key for the search, times in the reader's own words, and no double posts. */
import { startCopying } from "./copying.js";
import { startLiveCheck } from "./live-check.js";
import { watchMaking } from "./making.js";
import { refreshMoments } from "./moments.js";
import { forgetEverything } from "./room/draft.js";
import { startSkillPickers } from "./skill-picker.js";
import { startSearchBoxes } from "./suggest.js";

const TYPES = "input, textarea, select, [contenteditable]";

/** `/` leads to the search, unless somebody is writing. */
function focusSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(TYPES)) return;
  const boxes = [...document.querySelectorAll("[data-search]")];
  const box = boxes.findLast?.((one) => one.offsetParent) ?? boxes[0];
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/** A second click while the first is on its way is left out; nothing is ever greyed out for good. */
const AGAIN_AFTER = 5000;
const sentAt = new WeakMap();

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const before = sentAt.get(form) ?? -Infinity;
  if (event.timeStamp - before < AGAIN_AFTER) event.preventDefault();
  else sentAt.set(form, event.timeStamp);
}

/** Open menus close by Escape and by a click beside them. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const inside = menu.contains(event.target);
    if (event.type === "keydown" && event.key === "Escape") {
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    } else if (event.type === "click" && !inside) {
      menu.open = false;
    }
  }
}

/** A link to pass on is chosen whole by one touch. */
function chooseWhole(event) {
  if (event.target.matches?.("[data-select-all]")) event.target.select();
}

/** Whatever page one signs out from: a shared computer keeps nothing that was being written. */
function forgetWhoLeaves(event) {
  if (event.target.matches("form[action$='/sign-out']")) forgetEverything(storage());
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return {};
  }
}

/** Of more tabs than there is room for, the one that is open is seen. */
function showOpenTab() {
  const tab = document.querySelector('.tabs [aria-current="page"]');
  if (!tab) return;
  const bar = tab.parentElement;
  bar.scrollLeft += tab.getBoundingClientRect().right - bar.getBoundingClientRect().right + 48;
}

document.addEventListener("keydown", focusSearch);
document.addEventListener("keydown", closeMenus);
document.addEventListener("click", closeMenus);
document.addEventListener("submit", sendOnce);
document.addEventListener("submit", forgetWhoLeaves);
document.addEventListener("focusin", chooseWhole);
showOpenTab();
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => refreshMoments());
document.addEventListener("visibilitychange", () => document.hidden || refreshMoments());
setInterval(() => document.hidden || refreshMoments(), 30_000);
startCopying();
startLiveCheck();
startSearchBoxes();
startSkillPickers();
watchMaking();
refreshMoments();
