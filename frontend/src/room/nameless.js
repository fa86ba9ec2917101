/** Asking the hosts without a name: offered while the hosts take such questions. */
import { slot } from "./item.js";

export class Nameless {
  constructor({ root, announce }) {
    this.place = slot(root, "nameless");
    this.place?.addEventListener("answered", () => {
      const done = slot(this.place, "done");
      done.hidden = false;
      announce(done.textContent);
    });
    this.place?.addEventListener("input", () => (slot(this.place, "done").hidden = true));
  }

  desk({ nameless }) {
    if (this.place) this.place.hidden = !nameless;
  }
}
