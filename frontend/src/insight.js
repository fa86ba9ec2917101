/** The page an insight is written on: it keeps what is typed, and shows how it reads. */
import { Draft } from "./room/draft.js";
import { Files } from "./insight/files.js";
import { Saving } from "./insight/saving.js";
import { Writing } from "./insight/writing.js";

const form = document.querySelector("form[data-insight-draft]");
if (form) start(form);

function start(form) {
  const storage = usable();
  const writing = new Writing(form);
  const saving = new Saving({ writing, kept: new Draft({ storage, key: form.dataset.kept }) });
  saving.bringBack();
  new Files(form);
  form.addEventListener("input", (event) => event.target.matches("[data-kept-field]") && saving.typed());
  form.addEventListener("submit", (event) => saving.leave(event));
  // A phone may end a page that is out of sight without another word.
  document.addEventListener("visibilitychange", () => document.hidden && saving.now());
  window.addEventListener("online", () => saving.now());
  window.addEventListener("pageshow", () => saving.come());
}

/** Storage may be forbidden; then the browser keeps nothing, and the server still does. */
function usable() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
