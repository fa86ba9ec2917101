import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer, summary } from "../../frontend/src/room/announcer.js";
import { LIMIT, countdown, refusal } from "../../frontend/src/room/limits.js";
import { words } from "../../frontend/src/room/words.js";

function announcer() {
  const spoken = [];
  const timers = [];
  const voice = new Announcer({ speak: (sentence) => spoken.push(sentence), later: (run) => timers.push(run) });
  return { voice, spoken, pass: () => timers.splice(0).forEach((run) => run()) };
}

test("a screen reader hears one sentence in five seconds, with a count and names", () => {
  const { voice, spoken, pass } = announcer();
  voice.message("Ana", "Good evening");
  for (const name of ["Ana", "Milo", "Hana", "Ana"]) voice.message(name, "and so on");
  assert.deepEqual(spoken, ["Ana: Good evening"]);
  pass();
  assert.deepEqual(spoken.slice(1), ["4 new messages from Ana, Milo and others"]);
  pass();
  assert.equal(spoken.length, 2);
});

test("of our own sentences only the latest is spoken, before what arrived", () => {
  const { voice, spoken, pass } = announcer();
  voice.say("Connecting again…");
  voice.say("Connecting…");
  voice.say("Connected.");
  voice.message("Ana", "Hello");
  pass();
  assert.deepEqual(spoken, ["Connecting again…", "Connected. Ana: Hello"]);
});

test("a long message is cut when read out", () => {
  assert.ok(summary([{ name: "Ana", text: "word ".repeat(200) }]).length < 220);
});

test("a message is measured in characters, as the server measures it", () => {
  assert.equal(refusal("🎉".repeat(100)), "");
  assert.equal(refusal("a".repeat(LIMIT)), "");
  assert.match(refusal("a".repeat(LIMIT + 1)), /at most 4,000 characters; this one has 4,001/);
  assert.match(refusal("🎉".repeat(LIMIT)), /two parts/);
  assert.equal(refusal(""), words.empty);
});

test("the countdown is silent until the end is near", () => {
  assert.equal(countdown("a".repeat(3000)).sentence, "");
  assert.equal(countdown("a".repeat(LIMIT - 1)).sentence, "1 character left");
  assert.deepEqual(countdown("a".repeat(LIMIT + 20)), { left: -20, sentence: "20 characters too many" });
});

test("who is writing is said in few words", () => {
  assert.equal(words.typing([]), "");
  assert.equal(words.typing(["Ana"]), "Ana is writing");
  assert.equal(words.typing(["Ana", "Milo"]), "Ana and Milo are writing");
  assert.equal(words.typing(["Ana", "Milo", "Hana"]), "Several people are writing");
});

test("the title of the tab carries the count of what is unread", () => {
  assert.equal(words.title(3, "Room · Circle"), "(3) Room · Circle");
  assert.equal(words.title(0, "Room · Circle"), "Room · Circle");
});
