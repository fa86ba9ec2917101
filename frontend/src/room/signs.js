/**
 * More signs to react with: a search over the community's list, which is fetched when somebody
 * first opens it. It stands in the message's menu; pressing a sign there is like any other.
 */
import { copy, lineOf, slot } from "./item.js";
import { words } from "./words.js";

const SHOWN = 64;

export class Signs {
  #all = null;

  constructor({ root, announce }) {
    this.announce = announce;
    const list = slot(root, "items");
    list.addEventListener("click", (event) => {
      const more = event.target.closest("[data-action=more-signs]");
      if (more && !event.metaKey && !event.ctrlKey) this.#open(event, more);
    });
    list.addEventListener("toggle", (event) => event.target.open || forget(event.target), { capture: true });
  }

  async #open(event, more) {
    event.preventDefault();
    const menu = more.closest(".menu__list");
    const panel = copy("more-signs");
    menu.append(panel);
    const box = panel.querySelector("input");
    box.focus();
    this.#all ??= await fetch("/api/v1/emoji")
      .then((answer) => answer.json())
      .then((answer) => answer.signs ?? null)
      .catch(() => null);
    if (!panel.isConnected) return;
    if (!this.#all) return location.assign(more.href);
    const one = menu.querySelector("button.signs__one");
    const show = () => this.#show(panel, one, box.value);
    box.addEventListener("input", show);
    panel.addEventListener("keydown", (key) => move(key, panel, box));
    show();
  }

  #show(panel, one, wish) {
    const wanted = fold(wish).split(/\s+/).filter(Boolean);
    const found = this.#all.filter(([, called]) => {
      const names = called.split(" ");
      return wanted.every((word) => names.some((name) => name.startsWith(word)));
    });
    const buttons = found.slice(0, SHOWN).map(([sign, called]) => button(one, sign, called));
    slot(panel, "signs").replaceChildren(...buttons);
    slot(panel, "none").hidden = found.length > 0;
    if (wanted.length) this.announce(words.signs(found.length));
  }
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function button(one, sign, called) {
  const made = one.cloneNode(false);
  Object.assign(made, { value: sign, textContent: sign, title: called, tabIndex: -1 });
  made.setAttribute("aria-label", `${sign} ${called}`);
  return made;
}

/** From the box into the signs and among them by arrows; Enter in the box takes the first. */
function move(event, panel, box) {
  const signs = [...slot(panel, "signs").children];
  const place = signs.indexOf(event.target);
  const row = Math.max(1, signs.filter((one) => one.offsetTop === signs[0]?.offsetTop).length);
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row };
  if (event.target === box && event.key === "Enter") {
    event.preventDefault();
    signs[0]?.click();
  } else if (event.key in steps && (place >= 0 || event.key === "ArrowDown")) {
    event.preventDefault();
    const next = place < 0 ? 0 : place + steps[event.key];
    (next < 0 ? box : signs[Math.min(next, signs.length - 1)] ?? box).focus();
  }
}

function forget(menu) {
  if (lineOf(menu)) menu.querySelector("[data-more-signs]")?.remove();
}
