/**
 * The search box while one types: people, skills, circles and sessions to go to at once, and what
 * one searched for lately, which also stands there before anything is typed. After `teach:` and the
 * like it completes the skill. Enter without a choice searches, as without this script.
 */
import { SuggestAsk } from "./suggest-ask.js";
import { SuggestList } from "./suggest-list.js";

const GROUPS = [
  ["search", "You searched for"],
  ["person", "People"],
  ["skill", "Skills"],
  ["circle", "Circles"],
  ["session", "Sessions"],
];
const DIRECTION = /^\s*(teach|learn|skill):\s*"?([^"]*)$/i;
const LATELY = "/search/lately";
const FORGET = { kind: "search", name: "Forget these searches", forget: true };

function suggestIn(box) {
  const list = new SuggestList(box, box.form, { label: "Suggestions", take: go });
  const ask = new SuggestAsk((found) => list.show(grouped(found, box.value)), { empty: true });

  function go(suggestion) {
    ask.stop();
    if (suggestion.forget) return forget();
    if (suggestion.kind === "search") return search(suggestion.name);
    const [, direction] = DIRECTION.exec(box.value) ?? [];
    if (!direction) return location.assign(suggestion.url);
    search(`${direction.toLowerCase()}:"${suggestion.name}"`);
  }

  function search(words) {
    box.value = words;
    box.form.requestSubmit();
  }

  async function forget() {
    const answer = await fetch(`${LATELY}/forget`, { method: "POST", body: withToken() }).catch(() => null);
    list.say(answer?.ok ? "They are forgotten." : "That did not work. Please try again.");
  }

  function suggest() {
    const [, direction, skill] = DIRECTION.exec(box.value) ?? [];
    if (direction) ask.soon(skill, "skill");
    else ask.soon(box.value);
  }

  box.addEventListener("input", suggest);
  box.addEventListener("focus", () => box.value.trim() || suggest());
  box.addEventListener("keydown", (event) => {
    if (list.key(event) || event.isComposing) return;
    if (event.key === "ArrowDown" && !list.open) suggest();
  });
  box.addEventListener("blur", () => ask.stop());
  // It goes out although the page is left for the answer.
  box.form.addEventListener("submit", () => {
    if (box.value.trim()) navigator.sendBeacon(LATELY, withToken({ q: box.value }));
  });
}

function withToken(fields = {}) {
  const form = new FormData();
  form.append("csrf_token", document.querySelector("[name=csrf_token]")?.value ?? "");
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

function grouped(found, typed) {
  return GROUPS.map(([kind, title]) => {
    const suggestions = found.filter((one) => one.kind === kind);
    const ends = kind === "search" && suggestions.length > 0 && !typed.trim();
    return { title, suggestions: ends ? [...suggestions, FORGET] : suggestions };
  });
}

export function startSearchBoxes(root = document) {
  for (const box of root.querySelectorAll("input[data-search]")) suggestIn(box);
}
