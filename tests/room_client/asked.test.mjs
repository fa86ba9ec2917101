import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, usual } from "../../frontend/src/room/choosing.js";
import { Asked } from "../../frontend/src/room/asked.js";
import { Fresh } from "../../frontend/src/room/fresh.js";
import { dice } from "./model_room.mjs";

const question = (number, more = {}) => ({
  id: `q${number}`, number, position: number, excerpt: `Question ${number}?`, answers: 0, new: 0, unseen: false,
  closed: false, gone: false, ...more,
});
const said = (position, more = {}) => ({
  id: `i${position}`, kind: "message", position, version: position, author: { id: "hana" }, question: "q1",
  withdrawn: false, hidden: false, ...more,
});

function begun(questions, more = {}) {
  const asked = new Asked();
  asked.begin({ questions, start: 10, read: 10, me: "milo", ...more });
  return asked;
}

const counts = (asked) => Object.fromEntries(asked.list.map((one) => [one.id, one.answers]));
const fresh = (asked) => Object.fromEntries(asked.fresh);

test("answers are counted as they come, each once, whoever wrote them", () => {
  const asked = begun([question(1, { answers: 4 })]);
  asked.take([said(11)]);
  asked.take([said(11), said(12, { author: { id: "milo" } })]);
  assert.deepEqual(counts(asked), { q1: 6 });
  assert.deepEqual(fresh(asked), { q1: 1 }, "one's own are not new");
});

test("what is withdrawn, hidden or moved away counts no more, and counts again where it is", () => {
  const asked = begun([question(1), question(2)]);
  asked.take([said(11), said(12), said(13)]);
  asked.take([said(11, { withdrawn: true }), said(12, { hidden: true }), said(13, { question: "q2" })]);
  assert.deepEqual(counts(asked), { q1: 0, q2: 1 });
  asked.take([said(12), said(13, { question: null })]);
  assert.deepEqual(counts(asked), { q1: 1, q2: 0 });
});

test("a notice answers nothing", () => {
  const asked = begun([question(1)]);
  asked.take([said(11, { kind: "notice" })]);
  assert.deepEqual(counts(asked), { q1: 0 });
});

test("what the page or earlier pages show is in the counts already, and moves from there", () => {
  const asked = begun([question(1, { answers: 2 }), question(2)]);
  asked.know([said(3), said(4)]);
  asked.take([said(4, { question: "q2" })]);
  assert.deepEqual(counts(asked), { q1: 1, q2: 1 });
  assert.equal(asked.doubtful, false);
});

test("an old one never seen here leaves a doubt instead of a wrong count", () => {
  const asked = begun([question(1, { answers: 2 })]);
  asked.take([said(3)]);
  assert.deepEqual(counts(asked), { q1: 2 });
  assert.equal(asked.doubtful, true);
});

test("revealed answers count although their places are old", () => {
  const asked = begun([question(1, { answers: 1, unseen: true })]);
  const mine = said(4, { author: { id: "milo" } });
  asked.know([mine]);
  const revealed = { ...said(2), kind: "question", id: "q1", number: 1, question: null, unseen: false, closed: false };
  asked.take([revealed, said(3), mine, said(5)]);
  assert.deepEqual(counts(asked), { q1: 3 });
  asked.take([said(6)]);
  assert.deepEqual(counts(asked), { q1: 4 }, "the rest of them comes in another batch");
  assert.equal(asked.doubtful, false);
});

test("new ones are those behind the mark, wherever the page began", () => {
  const asked = begun([question(1, { answers: 9, new: 5 })], { read: 5 });
  asked.know([said(9), said(10)]);
  asked.take([said(11)]);
  assert.deepEqual(fresh(asked), { q1: 6 });
  asked.readTo(9);
  assert.deepEqual(fresh(asked), { q1: 2 });
  asked.readTo(4);
  assert.deepEqual(fresh(asked), { q1: 2 }, "a mark never goes back");
  asked.readTo(11);
  assert.deepEqual(fresh(asked), {});
});

test("any order of batches, told twice or once, gives the counts of the room", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = dice(seed);
    const asked = begun([question(1), question(2)]);
    const room = new Map();
    const told = [];
    for (let step = 0; step < 40; step++) {
      const old = room.size && random() < 0.4 ? [...room.values()][Math.floor(random() * room.size)] : null;
      const item = old ?? said(11 + room.size);
      const now = { ...item, question: [null, "q1", "q2"][Math.floor(random() * 3)], withdrawn: random() < 0.1 };
      room.set(now.id, now);
      told.push(now);
      asked.take([now]);
      if (random() < 0.3) asked.take([now]);
    }
    const expected = { q1: 0, q2: 0 };
    for (const { question: id, withdrawn } of room.values()) if (id && !withdrawn) expected[id] += 1;
    assert.deepEqual(counts(asked), expected, `seed ${seed}`);
  }
});

test("the desk closes what it no longer names and brings back what was asked long ago", () => {
  const asked = begun([question(2), question(3)]);
  asked.open([question(1), question(3)]);
  assert.deepEqual(asked.list.map((one) => [one.number, one.closed]), [[1, false], [2, true], [3, false]]);
});

test("by itself a message answers the newest, a reply what it replies to, and hosts nothing unseen", () => {
  const [one, two] = [question(1), question(2, { unseen: true })];
  assert.equal(usual({ open: [one, two], hosts: false }), "q2");
  assert.equal(usual({ open: [one, two], hosts: true }), "");
  assert.equal(usual({ open: [one, two], reply: one, hosts: true }), "q1");
  assert.equal(usual({ open: [one], reply: null, hosts: false }), "", "a reply to what answers nothing");
  assert.equal(usual({ open: [], hosts: false }), "");
});

test("whoever writes keeps the question they write about, also when it closes", () => {
  const [one, two] = [question(1), question(2)];
  const ids = (wanted) => choices(wanted).map((each) => each.id);
  assert.deepEqual(ids({ open: [two], chosen: "q1", writing: true, before: [one] }), ["q2", "q1"]);
  assert.deepEqual(ids({ open: [two], chosen: "q1", writing: false, before: [one] }), ["q2"]);
  assert.deepEqual(ids({ open: [two], reply: one, chosen: "", writing: false, before: [] }), ["q2", "q1"]);
});

test("the calm view counts what came by its question, and nothing it shows or leaves out above", () => {
  const known = { items: new Set(["i8"]), firsts: new Map([["q1", 5], ["", 0]]), last: 10 };
  const calm = new Fresh({ me: "milo", known });
  const take = (...items) => items.forEach((item) => calm.take(item));
  take(said(11), said(12, { question: null }), said(13, { author: { id: "milo" } }));
  take(said(8), said(3), said(6), said(9, { question: "q7" }));
  assert.deepEqual([calm.count, calm.of("q1"), calm.of("")], [3, 2, 1], "6 was revealed or moved here");
  take(said(11, { withdrawn: true }), said(12, { question: "q1" }));
  assert.deepEqual([calm.count, calm.of("q1"), calm.of("")], [2, 2, 0]);
  take(said(14, { kind: "question", id: "q9", question: null }), said(15, { kind: "notice" }));
  assert.deepEqual([calm.count, calm.of("q9")], [3, 1]);
});
