/**
 * The live room. The page works as plain HTML; this takes it over: keeps the list equal to the
 * room, sends without reloading, and says in words how things stand.
 */
import { Abilities } from "./room/abilities.js";
import { Actions } from "./room/actions.js";
import { Announcer } from "./room/announcer.js";
import { Arrivals } from "./room/arrivals.js";
import { Calm } from "./room/calm.js";
import { Clock } from "./room/clock.js";
import { Composer } from "./room/composer.js";
import { Connection } from "./room/connection.js";
import { Draft } from "./room/draft.js";
import { Features } from "./room/features.js";
import { slot } from "./room/item.js";
import { stopAtNewest, walkByArrows } from "./room/keys.js";
import { Mentions } from "./room/mentions.js";
import { Outbox } from "./room/outbox.js";
import { followKeyboard, isSignedOut, ownStorage, readPage, submitPlainly } from "./room/page.js";
import { Presence } from "./room/presence.js";
import { Scroll } from "./room/scroll.js";
import { Status } from "./room/status.js";
import { Sync } from "./room/sync.js";
import { Timeline } from "./room/timeline.js";
import { Typing } from "./room/typing.js";
import { Unread } from "./room/unread.js";
import { Unsent, newKey } from "./room/unsent.js";
import { View } from "./room/view.js";
import { words } from "./room/words.js";

/** Load the next page of the past when less than this is left above. */
const NEAR_TOP = 600;

function start(root) {
  const page = readPage(root);
  const { room, me } = page;
  const list = slot(root, "items");
  const form = root.querySelector("form[data-composer]");
  const storage = ownStorage();
  const { apart, muted, alike, starred } = page;
  const clock = new Clock(page);
  const abilities = new Abilities({ ...page, clock, changed: allow });
  const reader = { me, can: abilities.now.can, apart, muted, alike, starred };
  const request = (event, payload) => connection.request(event, payload);

  const announcer = new Announcer({ speak: (sentence) => (slot(root, "announcer").textContent = sentence) });
  const announce = (sentence) => announcer.say(sentence);
  const status = new Status({ place: slot(root, "connection") });
  const presence = new Presence({ root, apart });
  const timeline = new Timeline(page);
  const scroll = new Scroll({ scroller: slot(root, "scroller"), list, moved });
  const view = new View({ list, timeline, scroll, reader });
  const unread = new Unread({
    timeline, scroll, position: page.read, me: me.id, button: slot(root, "newer"),
    send: (position) => request("read", { room, position }),
  });
  const outbox = new Outbox({
    list: slot(root, "outbox"), me, scroll,
    above: () => list.lastElementChild,
    again: (key) => unsent.again(key),
    discard: (key) => composer.giveBack(unsent.discard(key) ?? { body: "" }),
  });
  const unsent = new Unsent({
    storage,
    prefix: `comentor:unsent:${room}:${me.id}:`,
    send: sayNow,
    may: () => !abilities.held,
    changed(entry) {
      outbox.show(entry, { live: unsent.live, held: abilities.held });
      arrivals.settle();
      if (entry.state === "refused") announce(words.notSent(entry.reason));
    },
  });
  const typing = new Typing({
    place: slot(root, "typing"), me: me.id, quiet: page.quiet,
    send: () => request("typing", { room }),
  });
  const arrivals = new Arrivals({ timeline, view, scroll, unread, outbox, unsent, announcer, typing, me, list });
  const sync = new Sync({
    room, timeline, request,
    show(items, how) {
      arrivals.show(items, how);
      features.tell("shown", items, how);
    },
    desk(desk) {
      features.tell("desk", desk);
      abilities.desk(desk);
    },
  });
  const connection = new Connection({
    enter: () => sync.enter(),
    heard: {
      live,
      lost,
      signedOut: () => leave(words.signedOut, { signIn: true }),
      removed: (notice) => (notice.room ?? room) === room && removed(notice),
      changes: (batch) => sync.batch(batch),
      room: heard,
      presence: cameOrWent,
      typing: (who) => who.room === room && typing.show(who.members),
    },
  });
  const composer = form && new Composer({
    form,
    say,
    draft: new Draft({ storage, key: `comentor:draft:${room}:${me.id}` }),
    edit: (item, body) => request("edit", { item, body }),
    lastOwn: () => actions.edit(timeline.items.findLast(isOwn)?.id),
    wrote: (body) => typing.wrote(body),
  });
  const actions = new Actions({
    list, url: page.url, live: () => connection.live, request, reader, composer, announce,
  });

  const features = new Features({
    root, page, room, me, reader, request, announce, storage, form, composer, unsent, timeline, view, scroll, unread, clock,
  });

  function isOwn(item) {
    return item.author.id === me.id && !item.withdrawn;
  }

  /** A page of the past cannot show what is said now; the plain form leads back to now. */
  function say(message) {
    if (page.until !== Infinity) return submitPlainly(form, { ...message, client_key: newKey() });
    typing.sent();
    view.markFirstNew(Infinity);
    unsent.add(newKey(), message);
    scroll.toNow();
  }

  /** Refused by what a host has just set, it waits for the end of that; the news may be behind. */
  async function sayNow(message) {
    const answer = await request("say", { room, ...message });
    if (answer.error === "forbidden") await sync.look();
    return answer.error === "forbidden" && abilities.held ? { ...answer, error: "not_now" } : answer;
  }

  function live({ room: state, presence: here }) {
    clock.set(state.now);
    abilities.place(state.me);
    features.tell("live", state);
    if (here) {
      presence.reset(here);
      features.tell("people", presence.ids);
    }
    unread.resume(state.read_position);
    unsent.resume();
    status.live();
    moved();
  }

  function cameOrWent(change) {
    if (change.room !== room) return;
    presence.change(change);
    features.tell("people", presence.ids);
  }

  function heard(head) {
    sync.head(head);
    if (head.room === room) features.tell("head", head);
    if (head.room === room && head.me) abilities.place(head.me);
  }

  /** By one's place here, such as in a circle that is archived, or by what the hosts have set. */
  function allow({ can, why, until }) {
    const silent = slot(root, "silent");
    const writing = can.includes("say");
    silent.hidden = writing;
    if (why) slot(silent, "why").textContent = why;
    slot(silent, "silent-left").dataset.until = until ?? "";
    for (const part of root.querySelectorAll("[data-needs=say]")) part.hidden = !writing;
    if (can.join() === reader.can.join()) return;
    if (writing !== reader.can.includes("say")) announce(why || words.writeAgain);
    const hosts = can.includes("host") && !reader.can.includes("host");
    reader.can = can;
    root.dataset.can = can.join(" ");
    features.tell("allowed", reader);
    view.refit();
    unsent.look();
    if (hosts) sync.reread();
  }

  function lost() {
    unsent.suspend();
    features.tell("lost");
    presence.unknown();
    typing.show([]);
    status.connecting();
  }

  /** Signing out in another tab ends this one too; then there is a way back in. */
  async function removed({ message, moved }) {
    const signIn = await isSignedOut(page.url);
    if (!signIn && moved) features.tell("moved");
    leave(signIn ? words.signedOut : message, { signIn });
  }

  function leave(sentence, { signIn = false } = {}) {
    connection.end();
    lost();
    status.ended(sentence, { signIn });
    if (form && !signIn) form.hidden = true;
  }

  /** The view or the list moved: what is seen counts as read, and the past comes when near. */
  function moved() {
    unread.look();
    slot(root, "earlier").hidden = timeline.from === 0;
    slot(root, "beginning").hidden = timeline.started && timeline.from !== 0;
    if (scroll.above < NEAR_TOP && connection.live && !moved.asking) {
      moved.asking = sync.earlier(50).finally(() => (moved.asking = null));
    }
  }

  /** The oldest waiting message, or what stands in the box, as a form and with the same key. */
  function postPlainly() {
    const waiting = unsent.entries.find((entry) => entry.state !== "refused");
    if (waiting) submitPlainly(form, waiting);
    else if (form.elements.body.value.trim()) form.submit();
    else form.elements.body.focus();
  }

  /** Where the reader left, if that is on the page and others have said something since. */
  function openAtFirstNew() {
    const news = timeline.items.find((item) => item.position > page.read && item.author.id !== me.id);
    const near = page.read > 0 && page.read >= timeline.from - 1;
    const line = near && news ? view.markFirstNew(news.position) : null;
    if (line && !location.hash) scroll.show(line);
  }

  /** Somebody was led to a message: it is in sight, marked, and the keyboard goes on from it. */
  function openAtPlace() {
    const line = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
    if (!line) return;
    scroll.show(line);
    line.focus({ preventScroll: true });
  }

  if (form) new Mentions({ box: form.elements.body, list: document.getElementById("mentions"), room, announce });
  root.querySelector("[data-action=post-plainly]")?.addEventListener("click", postPlainly);
  timeline.adopt(view.adopt());
  walkByArrows(list);
  stopAtNewest(list);
  followKeyboard(document.documentElement);
  root.dataset.live = "";
  features.tell("desk", page.desk);
  abilities.look();
  openAtFirstNew();
  openAtPlace();
  unsent.entries.forEach((entry) => outbox.show(entry, { live: false }));
  status.connecting(words.connecting);
  connection.open();
}

const root = document.querySelector(".room[data-room]");
if (root) start(root);
const calm = document.querySelector("[data-calm]");
if (calm) new Calm(calm).open();
