/**
 * The search box while one types: people, skills and circles to go to at once. After `teach:` and
 * the like it completes the skill. Enter without a choice searches, as without this script.
 */
import { SuggestAsk } from "./suggest-ask.js";
import { SuggestList } from "./suggest-list.js";

const GROUPS = [
  ["person", "People"],
  ["skill", "Skills"],
  ["circle", "Circles"],
];
const DIRECTION = /^\s*(teach|learn|skill):\s*"?([^"]*)$/i;

function suggestIn(box) {
  const list = new SuggestList(box, box.form, { label: "Suggestions", take: go });
  const ask = new SuggestAsk((found) => list.show(grouped(found)));

  function go(suggestion) {
    const [, direction] = DIRECTION.exec(box.value) ?? [];
    ask.stop();
    if (!direction) return location.assign(suggestion.url);
    box.value = `${direction.toLowerCase()}:"${suggestion.name}"`;
    box.form.requestSubmit();
  }

  box.addEventListener("input", () => {
    const [, direction, skill] = DIRECTION.exec(box.value) ?? [];
    if (direction) ask.soon(skill, "skill");
    else ask.soon(box.value);
  });
  box.addEventListener("keydown", (event) => list.key(event));
  box.addEventListener("blur", () => ask.stop());
}

function grouped(found) {
  return GROUPS.map(([kind, title]) => ({
    title,
    suggestions: found.filter((one) => one.kind === kind),
  }));
}

export function startSearchBoxes(root = document) {
  for (const box of root.querySelectorAll("input[data-search]")) suggestIn(box);
}
