import assert from "node:assert/strict";
import { test } from "node:test";
import { shownSize } from "../../frontend/src/room/picture-size.js";
import { quoted } from "../../frontend/src/room/quoting.js";
import { Unsent, newKey } from "../../frontend/src/room/unsent.js";
import { words } from "../../frontend/src/room/words.js";

test("a quote has each line behind its sign, under the writer's name", () => {
  assert.equal(quoted("Hana", "Warm it.\n\nThen wait."), "> **Hana:**\n> Warm it.\n>\n> Then wait.\n\n");
});

test("a quote calls nobody a second time, and its signs are no marks", () => {
  assert.equal(
    quoted("Ha_na*", "Ask @milo, a*b*c & mail@example.org"),
    "> **Ha\\_na\\*:**\n> Ask milo, a\\*b\\*c & mail@example.org\n\n",
  );
});

test("an address in a quote stays one", () => {
  assert.match(quoted("Hana", "See https://example.org/a_b_c or a_b"), /https:\/\/example\.org\/a_b_c or a\\_b/);
});

test("a long quote is cut", () => {
  const text = quoted("Hana", "x".repeat(5000));
  assert.ok(text.length < 1100);
  assert.ok(text.endsWith("x …\n\n"));
});

test("pictures keep their shape within their bounds, and are never enlarged", () => {
  assert.deepEqual(shownSize({ width: 8, height: 6 }), { width: 8, height: 6 });
  assert.deepEqual(shownSize({ width: 1600, height: 400 }), { width: 352, height: 88 });
  assert.deepEqual(shownSize({ width: 900, height: 1600 }), { width: 162, height: 288 });
  assert.deepEqual(shownSize({ width: 1600, height: 1 }), { width: 352, height: 1 });
});

test("a name written from right to left keeps its order to itself in a sentence", () => {
  assert.equal(words.typing(["Ana", "דנה"]), "Ana and \u2068דנה\u2069 are writing");
});

test("files go with their message, also after a reload, and are given back with it", async () => {
  const kept = new Map();
  const storage = {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const sent = [];
  const send = async (message) => sent.push(message) && { ok: true, id: "i1", position: 1 };
  const options = { storage, prefix: "unsent:", send, changed: () => {} };
  const shown = [{ id: "f1", name: "mould.txt" }];
  new Unsent(options).add(newKey(), { body: "", files: ["f1"], shown });
  const again = new Unsent(options);
  assert.deepEqual(again.entries[0].shown, shown);
  again.resume();
  while (again.entries.length) await new Promise((done) => setImmediate(done));
  assert.deepEqual(sent[0].files, ["f1"]);
  assert.ok(!("shown" in sent[0]));
  assert.equal(kept.size, 0);
});
