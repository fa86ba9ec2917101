/** How a hosted session's evening stands, and who hosts it at the moment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../frontend/src/room/clock.js";
import { inForce } from "../../frontend/src/room/in-force.js";

const NOW = "2026-03-05T20:00:00Z";
const LATER = "2026-03-05T20:10:00Z";
const QUIET = { slow: 0, read_only: false, paused_until: null, timer: null, band: "", hands: [], questions: [] };
const NAMES = ["evening", "lobby", "dated", "live", "late", "over", "rehearsal", "asking", "due", "unseen", "overrun"];

/** What of the evening is in force at eight by the server. */
function stands({ state, starts_at = null, ends_at = LATER, plan = [], questions = [] }) {
  const clock = new Clock({ now: NOW });
  const session = state && { state, starts_at, ends_at };
  const force = inForce({ desk: { ...QUIET, session: session ?? null, plan, questions }, clock, me: { id: "milo" } });
  return NAMES.filter((name) => force.has(name));
}

test("a circle's own room has no evening, also where its desk says nothing of one", () => {
  assert.deepEqual(stands({}), []);
  assert.deepEqual([...inForce({ desk: QUIET, clock: new Clock({ now: NOW }), me: { id: "milo" } })], []);
});

for (const [state, names] of Object.entries({
  draft: ["evening", "lobby"],
  published: ["evening", "lobby"],
  live: ["evening", "live"],
  late: ["evening", "late"],
  closed: ["evening", "over"],
  cancelled: ["evening", "over"],
  rehearsal: ["evening", "rehearsal"],
})) {
  test(`of a session that is ${state} the page shows ${names.at(-1)}`, () => assert.deepEqual(stands({ state }), names));
}

test("the next question is offered while it is live or rehearsed, and is due by the clock", () => {
  const asked = { id: "a", item: "x", at: NOW };
  const next = (at) => [asked, { id: "b", item: null, at }];
  assert.deepEqual(stands({ state: "live", plan: next(NOW) }), ["evening", "live", "asking", "due"]);
  assert.deepEqual(stands({ state: "live", plan: next(LATER) }), ["evening", "live", "asking"]);
  assert.deepEqual(stands({ state: "live", plan: next(null) }), ["evening", "live", "asking"]);
  assert.deepEqual(stands({ state: "rehearsal", plan: next(NOW) }), ["evening", "rehearsal", "asking"]);
  assert.deepEqual(stands({ state: "published", plan: next(NOW) }), ["evening", "lobby"]);
  assert.deepEqual(stands({ state: "live", plan: [asked] }), ["evening", "live"]);
});

test("when it starts is said before it begins, if it has a date", () => {
  assert.deepEqual(stands({ state: "draft", starts_at: LATER }), ["evening", "lobby", "dated"]);
  assert.deepEqual(stands({ state: "draft" }), ["evening", "lobby"]);
  assert.deepEqual(stands({ state: "live", starts_at: NOW }), ["evening", "live"]);
});

test("what is over its time, and what is unseen, is said", () => {
  assert.deepEqual(stands({ state: "live", ends_at: NOW }), ["evening", "live", "overrun"]);
  assert.deepEqual(stands({ state: "live", questions: [{ unseen: true }] }), ["evening", "live", "unseen"]);
});
