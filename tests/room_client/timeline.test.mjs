import assert from "node:assert/strict";
import { test } from "node:test";
import { Sync } from "../../frontend/src/room/sync.js";
import { Timeline } from "../../frontend/src/room/timeline.js";
import { whole } from "../../frontend/src/room/whole.js";
import { ModelRoom, dice } from "./model_room.mjs";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A reader of a room over a line that loses, doubles, delays and reorders what is sent. */
function reader(room, random, { trouble = 0.3 } = {}) {
  const timers = [];
  const underway = [];
  const timeline = new Timeline();
  const drawn = new Map();
  const request = async (event, payload) => {
    if (random() < trouble) return { ok: false, error: "lost", message: "" };
    const answer = room.answer(event, payload);
    for (let turns = Math.floor(random() * 3); turns > 0; turns--) await settle();
    return answer;
  };
  const show = (items) => items.forEach((item) => drawn.set(item.id, item));
  const later = (run) => timers.push(run);
  const sync = new Sync({ room: "room", timeline, request, show, later });
  return {
    timeline,
    sync,
    drawn,
    receive(batch) {
      if (random() < trouble) return;
      underway.push(batch);
      if (random() < trouble) underway.push(batch);
      while (underway.length && random() > trouble) {
        sync.batch(underway.splice(Math.floor(random() * underway.length), 1)[0]);
      }
    },
    async quiet() {
      for (let round = 0; round < 60; round++) {
        sync.head({ room: "room", version: room.version });
        timers.splice(0).forEach((run) => run());
        for (let turn = 0; turn < 8; turn++) await settle();
      }
    },
  };
}

test("whatever the line does, every reader ends with the list of the server", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = dice(seed);
    const room = new ModelRoom(7);
    for (let past = Math.floor(random() * 30); past > 0; past--) room.say("past");
    const milo = reader(room, random);
    for (let step = 0; step < 60; step++) {
      const batch = room.work(random);
      milo.receive(batch);
      if (random() < 0.1) milo.sync.enter();
      if (random() < 0.1) milo.sync.earlier(5);
      if (random() < 0.5) await settle();
    }
    await milo.quiet();
    while (!milo.timeline.started) await milo.sync.enter();
    while (milo.timeline.from > 0) await milo.sync.earlier(5);
    const said = whole(room.items);
    assert.deepEqual(milo.timeline.items, said, `seed ${seed}`);
    assert.equal(milo.timeline.version, room.version, `seed ${seed}`);
    for (const item of said) assert.deepEqual(milo.drawn.get(item.id), item, `seed ${seed}`);
  }
});

test("a reader back after a long time is brought only what was missed, page by page", async () => {
  const room = new ModelRoom(200);
  for (let index = 0; index < 500; index++) room.say("before");
  const timeline = new Timeline({ version: room.version, from: 451 });
  const asked = [];
  const request = async (event, payload) => {
    asked.push([event, payload.after]);
    return room.answer(event, payload);
  };
  for (let index = 0; index < 450; index++) room.say("missed");
  await new Sync({ room: "room", timeline, request, show() {} }).enter();
  for (let turn = 0; turn < 5; turn++) await settle();
  assert.equal(timeline.items.length, 450);
  assert.deepEqual(asked, [["enter", 500], ["changes", 700], ["changes", 900]]);
});

test("a page of what was missed that fails is asked for again", async () => {
  const room = new ModelRoom(10);
  for (let index = 0; index < 35; index++) room.say("said");
  const timeline = new Timeline({ version: 5, from: 0 });
  const timers = [];
  let failures = 2;
  const request = async (event, payload) => {
    const lost = event === "changes" && failures-- > 0;
    return lost ? { ok: false, error: "lost", message: "" } : room.answer(event, payload);
  };
  const later = (run) => timers.push(run);
  await new Sync({ room: "room", timeline, request, show() {}, later }).enter();
  for (let turn = 0; turn < 10; turn++) {
    timers.splice(0).forEach((run) => run());
    await settle();
  }
  assert.equal(timeline.items.length, 30);
});

test("a batch that overtakes another closes its gap by itself when the other comes", () => {
  const room = new ModelRoom();
  const [first, second, third] = ["one", "two", "three"].map((text) => {
    const since = room.version;
    const item = room.say(text);
    return { room: "room", since, version: room.version, items: [item] };
  });
  const timeline = new Timeline({ from: 0 });
  timeline.apply(first);
  timeline.apply(third);
  assert.equal(timeline.version, 1);
  assert.ok(timeline.behind);
  timeline.apply(second);
  assert.equal(timeline.version, 3);
  assert.ok(!timeline.behind);
  assert.deepEqual(timeline.items.map((item) => item.html), ["one", "two", "three"]);
});

test("an older form of an item never replaces a newer one", () => {
  const room = new ModelRoom();
  const said = room.say("draught");
  const edited = room.change(said, "draft");
  const timeline = new Timeline({ from: 0 });
  assert.equal(timeline.apply({ since: 1, version: 2, items: [edited] }).length, 1);
  assert.deepEqual(timeline.apply({ since: 0, version: 1, items: [said] }), []);
  assert.equal(timeline.get(said.id).html, "draft");
});

test("a change to an item that is not on the page yet wins over the page that brings it", () => {
  const room = new ModelRoom();
  for (let index = 0; index < 10; index++) room.say("said");
  const timeline = new Timeline({ version: 10, from: 6 });
  const slow = room.earlier(6);
  const edited = room.change(room.items[2], "edited");
  assert.deepEqual(timeline.apply({ since: 10, version: 11, items: [edited] }), []);
  const drawn = timeline.extend(slow.items, slow.more);
  assert.equal(drawn.find((item) => item.id === edited.id).html, "edited");
});

test("a page of the past shows its edits and none of what comes after it", () => {
  const room = new ModelRoom();
  for (let index = 0; index < 10; index++) room.say("said");
  const timeline = new Timeline({ version: 10, from: 0, until: 10 });
  const edited = room.change(room.items[3], "edited");
  const said = room.say("now");
  const drawn = timeline.apply({ since: 10, version: 12, items: [edited, said] });
  assert.deepEqual(drawn, [edited]);
});

test("what was let go from the top can be asked for again", () => {
  const room = new ModelRoom();
  for (let index = 0; index < 10; index++) room.say("said");
  const timeline = new Timeline({ from: 0 });
  timeline.apply({ since: 0, version: 10, items: room.items });
  assert.equal(timeline.forget(8).length, 7);
  assert.deepEqual(timeline.items.map((item) => item.position), [8, 9, 10]);
  const { items, more } = room.earlier(timeline.from);
  timeline.extend(items, more);
  assert.equal(timeline.items.length, 10);
});

test("a page of the past that comes too late leaves no hole", async () => {
  const room = new ModelRoom();
  for (let index = 0; index < 40; index++) room.say("said");
  const timeline = new Timeline({ version: 40, from: 21 });
  timeline.adopt(room.items.slice(20));
  const request = async (event, payload) => {
    timeline.forget(31);
    return room.answer(event, payload);
  };
  await new Sync({ room: "room", timeline, request, show() {} }).earlier(10);
  const positions = timeline.items.map((item) => item.position);
  assert.deepEqual(positions, Array.from({ length: 10 }, (_, index) => 31 + index));
});

/** A room in which some is only for the hosts, of which a member has read the end; now one of them. */
async function promoted(random, before) {
  const room = new ModelRoom(20);
  for (let step = 0; step < 60; step++) {
    room.say("said", undefined, random() < 0.3 ? { audience: "hosts" } : {});
  }
  const host = reader(room, random, { trouble: 0 });
  await host.sync.enter();
  for (let page = 0; page < before; page++) await host.sync.earlier(10);
  room.hosting = true;
  return { room, host };
}

test("who becomes a host has what was written to the hosts before, wherever their page begins", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = dice(seed);
    const { room, host } = await promoted(random, seed % 6);
    const { lowest } = host.timeline;
    await host.sync.reread();
    assert.ok(host.timeline.lowest <= lowest);
    const all = whole(room.items).filter((item) => item.position >= host.timeline.lowest);
    assert.deepEqual(host.timeline.items, all, `seed ${seed}`);
    for (const item of all) assert.deepEqual(host.drawn.get(item.id), item, `seed ${seed}`);
    while (host.timeline.from > 0) await host.sync.earlier(7);
    assert.deepEqual(host.timeline.items, whole(room.items), `nothing above is out of reach, seed ${seed}`);
  }
});

test("what could not be read while the line was down is read when it is up again", async () => {
  const { room, host } = await promoted(dice(1), 6);
  const up = host.sync.request;
  host.sync.request = async () => ({ ok: false, error: "lost", message: "" });
  await host.sync.reread();
  assert.ok(!host.timeline.items.some((item) => item.audience === "hosts"));
  host.sync.request = up;
  await host.sync.enter();
  await host.quiet();
  assert.deepEqual(host.timeline.items, whole(room.items));
});

test("lines that the page lets go of while it reads again leave no hole", async () => {
  const { room, host } = await promoted(dice(3), 6);
  const ask = host.sync.request;
  host.sync.request = async (event, payload) => {
    const answer = await ask(event, payload);
    host.timeline.forget(50);
    return answer;
  };
  await host.sync.reread();
  assert.deepEqual(host.timeline.items, whole(room.items).filter((item) => item.position >= host.timeline.lowest));
});

test("batches of another room are not ours", () => {
  const timeline = new Timeline();
  const sync = new Sync({ room: "room", timeline, request() {}, show() {} });
  sync.batch({ room: "other", since: 0, version: 1, items: [{ id: "x", position: 1, version: 1 }] });
  sync.head({ room: "other", version: 9 });
  assert.equal(timeline.items.length, 0);
  assert.ok(!timeline.behind);
});
