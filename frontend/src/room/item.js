/**
 * One line of the conversation, made from the page's own blank. Text goes in as text; only
 * `html`, which the server has made safe, goes in as markup.
 */
import { showMoment } from "../moments.js";
import { fillMore, fitMore } from "./fillers.js";
import { words } from "./words.js";

const blank = (name) => document.getElementById(`${name}-template`).content.firstElementChild;
export const copy = (name) => document.importNode(blank(name), true);
export const slot = (line, name) => line.querySelector(`[data-slot="${name}"]`);
export const isItem = (element) => element?.dataset.item !== undefined;
export const lineOf = (element) => element.closest("[data-item]");

/** A guest has no page of their own; nor is there a way past a block. */
export const hasPage = (person, apart) =>
  !apart.has(person.id) && !isGuest(person);

export const isGuest = ({ handle }) => /^guest-[a-z2-7]{16}$/.test(handle);

/** Fills a line, new or already there; the element itself stays, so that focus and scroll do. */
export function fill(line, item, reader) {
  const { me, can, apart, muted } = reader;
  const { id, position, version, author } = item;
  Object.assign(line.dataset, { item: id, position, version, author: author.id });
  line.classList.toggle("item--mine", author.id === me.id);
  line.classList.toggle("item--withdrawn", item.withdrawn || item.hidden);
  line.classList.toggle("item--notice", item.kind === "notice");
  line.classList.toggle("item--for-me", item.mentions.includes(me.id) && !muted.has(author.id));
  fillAuthor(line, author);
  if (!hasPage(author, apart)) slot(line, "author").removeAttribute("href");
  fillTime(slot(line, "at").querySelector("time"), item.at);
  slot(line, "audience").hidden = item.audience === "everyone";
  slot(line, "edited").hidden = !item.edited || item.withdrawn;
  fillReply(slot(line, "reply"), item.reply_to);
  fillWords(slot(line, "words"), item, me);
  const reactions = item.reactions.map((reaction) => chip(reaction, me, id));
  for (const one of reactions) one.disabled = !can.includes("react");
  slot(line, "reactions").replaceChildren(...reactions);
  slot(line, "reactions").hidden = reactions.length === 0;
  if (item.withdrawn || item.hidden || can.length === 0) slot(line, "actions")?.remove();
  fillMore(line, item, reader);
}

export function newLine(item) {
  const line = document.importNode(bare(), true);
  address(line, { _item_: item.id, _handle_: item.author.handle });
  return line;
}

/**
 * The blank without its menu. Browsers pay dearly for hundreds of hidden menus with their icons;
 * a line made here gets its own when it is first opened.
 */
function bare() {
  bare.menu ??= blank("item").querySelector("[data-slot=actions] .menu__list");
  bare.menu.remove();
  return blank("item");
}

/** The blank menu stands for anybody's; a line's own keeps what its reader may do with it. */
export function ensureMenu(line, reader) {
  const { me, can } = reader;
  const place = line.querySelector("[data-slot=actions] > details");
  if (place.querySelector(".menu__list")) return;
  bare();
  const menu = document.importNode(bare.menu, true);
  address(menu, { _item_: line.dataset.item });
  const own = line.dataset.author === me.id;
  const allowed = { react: can.includes("react"), reply: can.includes("say"), host: can.includes("host"), anybody: true };
  for (const act of ["edit", "withdraw"]) allowed[act] = own && can.includes(act);
  fitMore(menu, line, reader, allowed);
  for (const part of menu.querySelectorAll("[data-needs]")) {
    if (!allowed[part.dataset.needs]) part.remove();
  }
  place.append(menu);
}

/** After what one may do has changed: the menu is made anew when it is opened. */
export function refit(line, { can }) {
  line.querySelector("[data-slot=actions] .menu__list")?.remove();
  for (const button of slot(line, "reactions").children) button.disabled = !can.includes("react");
}

/** Puts ids into every attribute of the blank that waits for one. */
function address(line, ids) {
  for (const element of [line, ...line.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (!/_(item|handle)_/.test(value)) continue;
      element.setAttribute(name, value.replace(/_item_|_handle_/g, (key) => ids[key]));
    }
  }
}

export function fillAuthor(line, author) {
  fillFace(slot(line, "face").querySelector(".avatar"), author);
  slot(line, "author").textContent = author.name;
}

/** Initials on a person's own colour, in place of another one's. */
export function fillFace(avatar, person) {
  avatar.textContent = person.initials;
  avatar.className = `${avatar.className.replace(/\s*\btone-\d+/, "")} tone-${person.tone}`;
}

/** The reader's own clock shows the hour; the moment itself is always the server's. */
function fillTime(time, at) {
  time.dateTime = at;
  showMoment(time);
}

function fillReply(link, reply) {
  link.hidden = !reply;
  if (!reply) return;
  link.href = `#item-${reply.id}`;
  link.dataset.to = reply.position;
  slot(link, "reply-name").textContent = reply.name;
  slot(link, "reply-excerpt").textContent = reply.excerpt;
}

function fillWords(place, item, me) {
  if (item.withdrawn || item.hidden) {
    const gone = Object.assign(document.createElement("p"), { className: "item__gone" });
    gone.textContent = item.hidden ? words.hidden : words.withdrawn;
    place.replaceChildren(gone);
  } else {
    place.innerHTML = item.html;
    markMentions(place, me);
  }
}

/** My own name stands out from the others that are mentioned. */
export function markMentions(place, me) {
  for (const link of place.querySelectorAll("a.mention")) {
    link.classList.toggle("mention--me", link.textContent.toLowerCase() === `@${me.handle}`);
  }
}

function chip({ emoji, count, members }, me, id) {
  const button = copy("reaction");
  address(button, { _item_: id });
  button.value = emoji;
  slot(button, "emoji").textContent = emoji;
  press(button, count, members.includes(me.id));
  return button;
}

/** Without scripts the two forms are what tells giving from taking back. */
export function press(button, count, mine) {
  slot(button, "count").textContent = count;
  button.setAttribute("aria-pressed", mine);
  button.setAttribute("form", mine ? "item-off-form" : "item-form");
}
