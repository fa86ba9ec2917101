/**
 * Plain forms of the room that the line can take instead. A form says with data-event which event
 * it is; what is in its fields is the payload. With the line down, or without this, it goes its own
 * way to the server. What was wrong is said in its [data-slot=problem]; when it was done, the form
 * tells so with an `answered` event (the answer is its `detail`), and with data-clear is empty again.
 */
import { newKey } from "./unsent.js";
import { words } from "./words.js";

export class RoomForms {
  #up = false;

  constructor({ root, room, request, announce }) {
    Object.assign(this, { room, request, announce });
    root.addEventListener("submit", (event) => {
      if (!this.#up || event.target.dataset.event === undefined) return;
      event.preventDefault();
      this.#send(event.target, event.submitter);
    });
  }

  live() {
    this.#up = true;
  }

  lost() {
    this.#up = false;
  }

  async #send(form, button) {
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const event = button?.dataset.event ?? form.dataset.event;
    const answer = await this.request(event, { room: this.room, ...payloadOf(form, button) });
    form.ariaBusy = null;
    this.#say(form, answer.ok ? "" : answer.message || words.lost);
    if (!answer.ok) return;
    if (form.dataset.clear !== undefined) form.reset();
    if (form.elements.client_key) form.elements.client_key.value = newKey();
    form.dispatchEvent(new CustomEvent("answered", { detail: answer, bubbles: true }));
  }

  #say(form, sentence) {
    const place = form.querySelector("[data-slot=problem]");
    if (place) {
      place.textContent = sentence;
      place.hidden = !sentence;
    }
    if (sentence) this.announce(sentence);
  }
}

/** What a form says, in the kinds the events take: see `typed`. */
export function payloadOf(form, button = null) {
  const given = {};
  const fields = [...form.elements].filter((field) => field.name && field.name !== "csrf_token");
  for (const field of fields) {
    if (field.disabled || (field.type === "radio" && !field.checked)) continue;
    if (field.tagName === "BUTTON" && field !== button) continue;
    if (field.dataset.as === "list") {
      given[field.name] ??= [];
      if (field.type !== "checkbox" || field.checked) given[field.name].push(field.value);
    } else {
      given[field.name] = typed(field);
    }
  }
  return given;
}

/** A number, yes or no (a tick, or data-as="flag" with the value 1), a list of lines, or a text. */
function typed({ type, checked, value, dataset }) {
  if (type === "checkbox") return checked;
  if (dataset.as === "lines") return value.split("\n").filter((line) => line.trim());
  if (dataset.as === "flag") return value === "1";
  return type === "number" || dataset.as === "number" ? Number(value || 0) : value;
}
