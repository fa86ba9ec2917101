import assert from "node:assert/strict";
import { test } from "node:test";

process.env.TZ = "Europe/London";
globalThis.document = { documentElement: { lang: "en" } };
Object.defineProperty(globalThis, "navigator", { value: { languages: ["fr", "en-GB"] } });
const { dayName, showMoment, wordsFor } = await import("../../frontend/src/moments.js");

const now = new Date("2026-11-21T20:00:00Z");
const at = (moment) => new Date(moment);

test("what has just been is said in words, later with its clock, later with its date", () => {
  assert.equal(wordsFor(at("2026-11-21T19:59:40Z"), "relative", now), "now");
  assert.equal(wordsFor(at("2026-11-21T19:55:00Z"), "relative", now), "5 minutes ago");
  assert.equal(wordsFor(at("2026-11-21T17:00:00Z"), "relative", now), "3 hours ago");
  assert.equal(wordsFor(at("2026-11-20T20:30:00Z"), "relative", now), "yesterday, 20:30");
  assert.equal(wordsFor(at("2026-11-02T20:30:00Z"), "relative", now), "2 November");
  assert.equal(wordsFor(at("2025-11-02T20:30:00Z"), "relative", now), "2 November 2025");
});

test("just after midnight the evening before is yesterday, not two hours ago", () => {
  const night = at("2026-11-22T00:30:00Z");
  assert.equal(wordsFor(at("2026-11-21T22:30:00Z"), "relative", night), "yesterday, 22:30");
});

test("days are the reader's own: summer time moves the clock and the day", () => {
  const summer = at("2026-07-01T23:30:00Z");
  assert.equal(wordsFor(summer, "time", now), "00:30");
  assert.equal(wordsFor(summer, "date", now), "2 July 2026");
});

test("a day has a name while it is near", () => {
  assert.equal(dayName(at("2026-11-21T08:00:00Z"), now), "Today");
  assert.equal(dayName(at("2026-11-20T08:00:00Z"), now), "Yesterday");
  assert.equal(dayName(at("2026-11-03T08:00:00Z"), now), "3 November");
});

test("a time without a moment is left as it is", () => {
  const time = { dateTime: "", dataset: { moment: "time" }, textContent: "soon" };
  showMoment(time, now);
  assert.equal(time.textContent, "soon");
});
