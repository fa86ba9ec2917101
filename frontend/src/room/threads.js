/** Which question a line answers, told where that is another than of the line above it. */
import { asked } from "./asked.js";
import { isGuest, slot } from "./item.js";
import { words } from "./words.js";

const threadOf = ({ dataset }) => (dataset.kind === "question" ? dataset.item : dataset.question) || "";

/** Returns whether the line says so, and so has to show its head. */
export function showThread(line, before) {
  const thread = threadOf(line);
  const note = slot(line, "answers");
  const news = line.dataset.kind !== "question" && thread !== "" && thread !== (before ? threadOf(before) : "");
  note.hidden = !news;
  if (news) {
    note.textContent = words.answersQuestion(asked.get(thread)?.number);
    note.href = `#item-${thread}`;
  }
  return news;
}

export const isQuestion = (line) => line.dataset.kind === "question";

/** A filler: what makes a line a question, and an answer an answer. */
export function fillQuestion(line, item) {
  const { kind, number, closed, unseen, audience } = item;
  const question = item.question ?? "";
  line.toggleAttribute("data-moved", line.dataset.question !== undefined && line.dataset.question !== question);
  Object.assign(line.dataset, { kind, question, number: number ?? "", closed, unseen });
  line.classList.toggle("item--question", kind === "question");
  slot(line, "unseen").hidden = audience !== "author";
  slot(line, "audience").hidden = audience !== "hosts";
  const asks = slot(line, "asked");
  asks.hidden = kind !== "question";
  if (asks.hidden) return;
  slot(asks, "asked-number").textContent = words.question(number);
  slot(asks, "asked-state").textContent = words.askedState({ closed, unseen });
}

/** What its menu offers about questions; see `fitMore`. */
export function fitQuestion(menu, line, { me, can }, allowed) {
  const { kind, author, closed, unseen, audience } = line.dataset;
  const host = can.includes("host");
  const own = author === me.id && can.includes("say");
  allowed.move = kind === "message" && audience !== "hosts" && (own || host);
  allowed.quotable = ["message", "question"].includes(kind) && audience === "everyone" && author !== "" && !isGuest(me);
  allowed.asking = kind === "question" && host;
  const shown = { reveal: unseen === "true", close: closed !== "true", "open-again": closed === "true" };
  for (const [act, on] of Object.entries(shown)) {
    const button = menu.querySelector(`[data-action="${act}"]`);
    if (button) button.hidden = !on;
  }
}
