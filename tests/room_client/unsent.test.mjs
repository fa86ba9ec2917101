import assert from "node:assert/strict";
import { test } from "node:test";
import { Unsent, newKey } from "../../frontend/src/room/unsent.js";
import { dice } from "./model_room.mjs";

const settle = () => new Promise((resolve) => setImmediate(resolve));

class Storage {
  kept = new Map();
  get length() {
    return this.kept.size;
  }
  key(index) {
    // Browsers promise no order; this one is as good as any.
    return [...this.kept.keys()].sort()[index];
  }
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

/** Stores each client key once and answers the first result again, as the real one promises. */
class Server {
  stored = [];
  store(message) {
    const place = this.stored.findIndex((one) => one.client_key === message.client_key);
    if (place < 0) this.stored.push(message);
    const position = place < 0 ? this.stored.length : place + 1;
    return { ok: true, id: `i${position}`, position, version: position };
  }
}

function outbox({ storage = new Storage(), send, may, timers = [], changed = () => {} }) {
  const later = (run, wait) => timers.push({ run, wait });
  return new Unsent({ storage, prefix: "comentor:unsent:room:milo:", send, may, changed, later });
}

const bodies = (messages) => messages.map((message) => message.body);

test("messages leave in the order they were written and are forgotten once stored", async () => {
  const server = new Server();
  const storage = new Storage();
  const unsent = outbox({ storage, send: async (message) => server.store(message) });
  unsent.resume();
  for (const body of ["one", "two", "three"]) unsent.add(newKey(), { body });
  while (unsent.entries.length) await settle();
  assert.deepEqual(bodies(server.stored), ["one", "two", "three"]);
  assert.equal(storage.length, 0);
});

test("nothing is lost, doubled or reordered by lost sends, lost answers and reloads", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = dice(seed);
    const server = new Server();
    const storage = new Storage();
    const lost = { ok: false, error: "lost", message: "" };
    const send = async (message) => {
      await settle();
      if (random() < 0.3) return lost;
      const answer = server.store(message);
      return random() < 0.3 ? lost : answer;
    };
    let timers = [];
    let unsent = outbox({ storage, send, timers });
    const written = [];
    for (let step = 0; step < 40; step++) {
      const chance = random();
      if (chance < 0.4) {
        written.push(`m${step}`);
        unsent.add(newKey(), { body: `m${step}` });
      } else if (chance < 0.6) unsent.resume();
      else if (chance < 0.7) unsent.suspend();
      else if (chance < 0.8) {
        // The tab is closed: what is under way may still reach the server, no answer is heard.
        timers.length = 0;
        await settle();
        timers = [];
        unsent.suspend();
        unsent = outbox({ storage, send, timers });
      }
      if (random() < 0.5) await settle();
    }
    unsent.resume();
    for (let round = 0; round < 500 && unsent.entries.length; round++) {
      timers.splice(0).forEach(({ run }) => run());
      await settle();
    }
    assert.deepEqual(bodies(server.stored), written, `seed ${seed}`);
    assert.equal(storage.length, 0, `seed ${seed}`);
  }
});

test("what was in flight when the line went down waits, and says so", async () => {
  const states = [];
  const unsent = outbox({ send: () => new Promise(() => {}), changed: (entry) => states.push(entry.state) });
  unsent.resume();
  unsent.add("k-1", { body: "one" });
  unsent.suspend();
  assert.deepEqual(states, ["waiting", "sending", "waiting"]);
});

test("after a reload the same message goes out with the same key", async () => {
  const storage = new Storage();
  outbox({ storage, send: null }).add("key-of-milo", { body: "kept", reply_to: "i4" });
  const server = new Server();
  const unsent = outbox({ storage, send: async (message) => server.store(message) });
  await unsent.resume();
  assert.equal(server.stored[0].client_key, "key-of-milo");
  assert.equal(server.stored[0].reply_to, "i4");
});

test("too fast is waited out for the time the server asked for, without the member's help", async () => {
  const answers = [{ ok: false, error: "slow_down", message: "Slower.", retry_after: 7 }];
  const timers = [];
  const states = [];
  const server = new Server();
  const unsent = outbox({
    timers,
    send: async (message) => answers.pop() ?? server.store(message),
    changed: (entry) => states.push([entry.state, entry.seconds]),
  });
  unsent.resume();
  await unsent.add("k-12345678", { body: "hello" });
  assert.equal(timers[0].wait, 7000);
  assert.equal(server.stored.length, 0);
  timers[0].run();
  await settle();
  assert.equal(server.stored.length, 1);
  assert.deepEqual(states.map(([state]) => state), ["waiting", "sending", "waiting", "sending", "sent"]);
  assert.equal(states[2][1], 7);
});

test("a refused message stays with its reason until its author tries again or takes it back", async () => {
  const refusal = { ok: false, error: "refused", message: "The room is closed." };
  const server = new Server();
  let open = false;
  const unsent = outbox({ send: async (message) => (open ? server.store(message) : refusal) });
  unsent.resume();
  await unsent.add("k-1", { body: "one" });
  await unsent.add("k-2", { body: "two" });
  assert.deepEqual(unsent.entries.map((entry) => entry.reason), Array(2).fill(refusal.message));
  open = true;
  await unsent.again("k-1");
  assert.equal(unsent.discard("k-2").body, "two");
  assert.deepEqual(bodies(server.stored), ["one"]);
  assert.equal(unsent.entries.length, 0);
});

for (const known of [true, false]) {
  test(`words on their way as a pause begins go out after it, ${known ? "" : "not "}knowing of it before`, async () => {
    const server = new Server();
    const storage = new Storage();
    const timers = [];
    let [paused, held] = [true, known];
    const send = async (message) =>
      paused ? { ok: false, error: "not_now", message: "There is a short pause." } : server.store(message);
    const unsent = outbox({ storage, send, timers, may: () => !held });
    unsent.resume();
    await unsent.add("k-1", { body: "one" });
    held = true;
    await unsent.add("k-2", { body: "two" });
    unsent.look();
    timers.splice(0).forEach((timer) => timer.run());
    await settle();
    assert.deepEqual(unsent.entries.map((entry) => entry.state), ["waiting", "waiting"]);
    assert.equal(storage.length, 2, "a reload keeps them");
    [paused, held] = [false, false];
    unsent.look();
    while (unsent.entries.length) await settle();
    assert.deepEqual(bodies(server.stored), ["one", "two"]);
    assert.equal(storage.length, 0);
  });
}

test("what waits for the end of a pause can be taken back", async () => {
  const server = new Server();
  let held = true;
  const unsent = outbox({ send: async (message) => server.store(message), may: () => !held });
  unsent.resume();
  unsent.add("k-1", { body: "one" });
  assert.equal(unsent.discard("k-1").body, "one");
  held = false;
  await unsent.look();
  assert.deepEqual(server.stored, []);
});

test("a full or forbidden storage does not keep a message from being sent", async () => {
  const storage = new Storage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const server = new Server();
  const unsent = outbox({ storage, send: async (message) => server.store(message) });
  unsent.resume();
  await unsent.add(newKey(), { body: "still sent" });
  assert.deepEqual(bodies(server.stored), ["still sent"]);
});

test("a key is one the server accepts and never the same twice", () => {
  const keys = new Set(Array.from({ length: 1000 }, () => newKey()));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[A-Za-z0-9_-]{8,64}$/);
});
