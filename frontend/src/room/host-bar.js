/**
 * The hosts' bar: one panel open at a time, closed by Escape, by its button, by a click beside it
 * and by what was done in it; the focus goes back to where it came from.
 */
export class HostBar {
  constructor({ root, reader }) {
    this.bar = root.querySelector("[data-host-bar]");
    if (!this.bar) return;
    this.allowed(reader);
    this.bar.addEventListener("toggle", (event) => this.#toggled(event.target), { capture: true });
    this.bar.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave(event));
    this.bar.addEventListener("answered", (event) => {
      if (event.target.dataset.stay === undefined) this.#leave(event);
    });
    this.bar.addEventListener("click", (event) => {
      if (event.target.closest("[data-action=close-part]")) this.#leave(event);
    });
    document.addEventListener("click", (event) => this.bar.contains(event.target) || this.#close());
  }

  /** Somebody may be made a host, or cease to be one, while they are here. */
  allowed({ can }) {
    if (!this.bar) return;
    this.bar.hidden = !can.includes("host");
    if (this.bar.hidden) this.#close();
  }

  #toggled(part) {
    if (part.dataset.hostPart === undefined || !part.open) return;
    this.#close(part);
    part.querySelector("[autofocus], [data-first]")?.focus();
  }

  #leave(event) {
    const part = event.target.closest("[data-host-part][open]");
    if (!part) return;
    event.stopPropagation();
    part.open = false;
    part.querySelector("summary").focus();
  }

  #close(except = null) {
    for (const part of this.bar.querySelectorAll("[data-host-part][open]")) {
      if (part !== except) part.open = false;
    }
  }
}
