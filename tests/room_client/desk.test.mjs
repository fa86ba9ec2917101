import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Abilities } from "../../frontend/src/room/abilities.js";
import { Clock, clockText } from "../../frontend/src/room/clock.js";
import { holds, inForce, placeInLine } from "../../frontend/src/room/in-force.js";
import { payloadOf } from "../../frontend/src/room/room-forms.js";

const HOUR = 3_600_000;
const EMPTY = { slow: 0, read_only: false, paused_until: null, timer: null, band: "", hands: [] };
const MEMBER = ["say", "edit", "withdraw", "react"];
const milo = { id: "milo" };

/** At 20:00 by the server, whatever this computer's clock says. */
async function at(moment, wrongBy, run) {
  mock.timers.enable({ apis: ["Date"], now: Date.parse(moment) + wrongBy });
  try {
    await run((seconds) => mock.timers.tick(seconds * 1000));
  } finally {
    mock.timers.reset();
  }
}

function serverClock(now = "2026-03-05T20:00:00Z") {
  const clock = new Clock();
  clock.set(now);
  return clock;
}

for (const wrongBy of [-2 * HOUR, 0, 2 * HOUR]) {
  test(`countdowns are right with a clock wrong by ${wrongBy / HOUR} hours`, () =>
    at("2026-03-05T20:00:00Z", wrongBy, (pass) => {
      const clock = serverClock();
      const ends = "2026-03-05T20:05:00Z";
      assert.equal(clock.until(ends), 300);
      pass(1);
      assert.equal(clock.until(ends), 299);
      pass(298.2);
      assert.equal(clock.until(ends), 1);
      pass(0.8);
      assert.equal(clock.until(ends), 0);
      assert.equal(clock.since(ends), 0);
      pass(61);
      assert.equal(clock.until(ends), 0);
      assert.equal(clock.since(ends), 61);
    }));

  test(`a pause gives back what it took by itself, with a clock wrong by ${wrongBy / HOUR} hours`, () =>
    at("2026-03-05T20:00:00Z", wrongBy, (pass) => {
      const told = [];
      const timers = [];
      const clock = serverClock();
      const abilities = new Abilities({
        can: MEMBER, why: "", desk: EMPTY, clock,
        changed: (now) => told.push(now),
        later: (run, wait) => timers.push({ run, wait }),
        cancel: () => {},
      });
      abilities.desk({ ...EMPTY, paused_until: "2026-03-05T20:01:00Z" });
      assert.deepEqual(told.at(-1).can, ["withdraw", "react"]);
      assert.match(told.at(-1).why, /pause/);
      assert.equal(told.at(-1).until, "2026-03-05T20:01:00Z");
      assert.equal(timers.at(-1).wait, 60_000);
      pass(60);
      timers.at(-1).run();
      assert.deepEqual(told.at(-1), { can: MEMBER, why: "", until: null });
    }));
}

test("without a moment nothing is awaited", () => {
  assert.equal(serverClock().until(null), 0);
  assert.equal(serverClock().until(undefined), 0);
});

test("seconds read as on a clock", () => {
  assert.deepEqual([0, 7, 60, 754, 3900, 14_400].map(clockText),
    ["0:00", "0:07", "1:00", "12:34", "1:05:00", "4:00:00"]);
});

test("what the desk forbids holds for members and not for hosts", () => {
  const clock = serverClock();
  const by = (can, desk, why = "") => new Abilities({ can, why, desk: { ...EMPTY, ...desk }, clock }).now;
  assert.deepEqual(by(MEMBER, {}).can, MEMBER);
  assert.deepEqual(by(MEMBER, { read_only: true }).can, ["withdraw", "react"]);
  assert.match(by(MEMBER, { read_only: true }).why, /Only hosts/);
  assert.deepEqual(by([...MEMBER, "host"], { read_only: true }), { can: [...MEMBER, "host"], why: "", until: null });
});

test("whoever was called up writes while only hosts do, and nobody else", () => {
  const clock = serverClock();
  const hands = [{ id: "milo", called: true }, { id: "otto", called: false }];
  const by = (id) => new Abilities({
    can: MEMBER, why: "", me: { id }, desk: { ...EMPTY, read_only: true, hands }, clock,
  }).now.can;
  assert.deepEqual(by("milo"), MEMBER);
  assert.deepEqual(by("otto"), ["withdraw", "react"]);
});

test("whoever may not write by their place is told why, whatever the desk says", () => {
  const clock = serverClock();
  const by = (why, desk) => new Abilities({ can: ["withdraw"], why, desk, clock }).now;
  assert.equal(by("A host has asked you to only read for a while.", { ...EMPTY, read_only: true }).why,
    "A host has asked you to only read for a while.");
  assert.match(by("", EMPTY).why, /archived/);
});

test("words are held by what the hosts have set, and not by one's own place", () => {
  const clock = serverClock();
  const by = (can, desk) => new Abilities({ can, why: "", desk: { ...EMPTY, ...desk }, clock }).held;
  assert.ok(by(MEMBER, { read_only: true }));
  assert.ok(by(MEMBER, { paused_until: new Date(Date.now() + 60_000).toISOString() }));
  assert.ok(!by(MEMBER, {}));
  assert.ok(!by(["withdraw"], { read_only: true }));
  assert.ok(!by([...MEMBER, "host"], { read_only: true }));
});

test("a place that changes while the room is read-only is taken up", () => {
  let now = null;
  const abilities = new Abilities({
    can: MEMBER, why: "", desk: { ...EMPTY, read_only: true }, clock: serverClock(), changed: (told) => (now = told),
  });
  abilities.place({ can: [...MEMBER, "host"] });
  assert.ok(now.can.includes("say"));
  abilities.place({ can: MEMBER });
  assert.ok(!now.can.includes("say"));
  abilities.desk(EMPTY);
  assert.deepEqual(now.can, MEMBER);
});

test("what is in force has the names that the page shows its parts by", () =>
  at("2026-03-05T20:00:00Z", 0, (pass) => {
    const clock = serverClock();
    const now = (desk) => [...inForce({ desk: { ...EMPTY, ...desk }, clock, me: milo })];
    assert.deepEqual(now({}), []);
    assert.deepEqual(now({ slow: 30, read_only: true, band: "Hello" }), ["read_only", "slow", "band"]);
    assert.deepEqual(now({ hands: [{ id: "otto", called: false }] }), ["hands"]);
    assert.deepEqual(now({ hands: [{ id: "milo", called: true }] }), ["hands", "hand", "called"]);
    const timed = { timer: { ends_at: "2026-03-05T20:00:10Z" }, paused_until: "2026-03-05T20:00:10Z" };
    assert.deepEqual(now(timed), ["paused", "timer"]);
    pass(69);
    assert.deepEqual(now(timed), ["timer"]);
    pass(1);
    assert.deepEqual(now(timed), []);
  }));

test("a part stands for several things, and for what is not", () => {
  const force = new Set(["hand", "hands"]);
  assert.deepEqual(["hand", "hand hands", "!called", "hands !called", "hand called", "!hand"].map((names) => holds(names, force)),
    [true, true, true, true, false, false]);
});

test("one's place in line counts those who wait, not the one who speaks", () => {
  const hands = ["ana", "ben", "milo"].map((id, place) => ({ id, called: place === 0 }));
  assert.equal(placeInLine({ hands }, "milo"), 1);
  assert.equal(placeInLine({ hands }, "ben"), 0);
  assert.equal(placeInLine({ hands }, "ana"), -1);
  assert.equal(placeInLine({ hands }, "otto"), -1);
});

test("a form becomes what its event takes", () => {
  const field = (name, value, more = {}) => ({ name, value, type: "text", tagName: "INPUT", dataset: {}, ...more });
  const press = field("seconds", "60", { tagName: "BUTTON", type: "submit", dataset: { as: "number" } });
  const elements = [
    field("csrf_token", "secret"),
    field("", "nameless"),
    field("slow", "30", { type: "number" }),
    field("minutes", "", { type: "number" }),
    field("nameless", "0", { type: "hidden" }),
    field("nameless", "1", { type: "checkbox", checked: true }),
    field("read_only", "0", { type: "radio", checked: false, dataset: { as: "flag" } }),
    field("read_only", "1", { type: "radio", checked: true, dataset: { as: "flag" } }),
    field("options", "Yes", { dataset: { as: "list" } }),
    field("options", "No", { dataset: { as: "list" } }),
    field("gone", "x", { disabled: true }),
    press,
    field("seconds", "0", { tagName: "BUTTON", type: "submit", dataset: { as: "number" } }),
  ];
  const wanted = { slow: 30, minutes: 0, nameless: true, read_only: true, options: ["Yes", "No"] };
  assert.deepEqual(payloadOf({ elements }, press), { ...wanted, seconds: 60 });
  assert.deepEqual(payloadOf({ elements }), wanted);
});
