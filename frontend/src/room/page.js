/** What the server wrote into the page for its script: who reads, which room, how far. */

export function readPage({ dataset }) {
  const { room, url, me, name, handle, initials, tone } = dataset;
  const list = (key) => (dataset[key] ?? "").split(" ").filter(Boolean);
  const number = (key, otherwise) => (dataset[key] ? Number(dataset[key]) : otherwise);
  return {
    room,
    url,
    me: { id: me, name, handle, initials, tone: Number(tone) },
    history: dataset.history,
    can: list("can"),
    why: dataset.why,
    now: dataset.now,
    desk: JSON.parse(dataset.desk),
    votes: JSON.parse(dataset.votes),
    apart: new Set(list("apart")),
    muted: new Set(list("muted")),
    alike: new Set(list("alike")),
    starred: new Set(list("starred")),
    version: number("version", 0),
    read: number("readPosition", 0),
    /** Where the room ended when the page was made. */
    end: number("end", 0),
    quiet: dataset.quiet !== undefined,
    from: firstHeld(dataset),
    /** A page of the past ends before the room does, and takes no newer lines. */
    until: dataset.past === "true" ? number("lastPosition", Infinity) : Infinity,
  };
}

/**
 * Of a page with nothing above it the whole beginning is known. In a room where nothing had
 * happened yet, entering brings the first page.
 */
function firstHeld({ version, more, firstPosition }) {
  if (version === "0") return Infinity;
  return more === "true" ? Number(firstPosition) : 0;
}

/** The browser's storage; in a private window reading the name alone may throw. */
export function ownStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** The height that the on-screen keyboard leaves, where the style sheet cannot know it. */
export function followKeyboard(element) {
  const view = window.visualViewport;
  if (!view) return;
  view.addEventListener("resize", () => {
    // Zooming in also makes it smaller; then the page must stay as it is.
    const height = view.scale > 1.01 ? "" : `${Math.round(view.height)}px`;
    element.style.setProperty("--room-height", height);
  });
}

/** By a plain request, without any script's help; the key keeps it from being said twice. */
export function submitPlainly(form, { body, client_key, reply_to, audience, question, files = [] }) {
  Object.assign(form.elements.body, { value: body });
  Object.assign(form.elements.client_key, { value: client_key });
  Object.assign(form.elements.reply_to, { value: reply_to ?? "" });
  if (form.elements.audience) form.elements.audience.checked = audience === "hosts";
  if (question !== undefined && form.elements.question) form.elements.question.value = question;
  for (const value of files) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "files", value }));
  }
  form.submit();
}

/** Whether the server would send the reader of a page to sign in. */
export function isSignedOut(url) {
  return fetch(url, { method: "HEAD", redirect: "manual" })
    .then((answer) => answer.type === "opaqueredirect" || answer.status === 401)
    .catch(() => false);
}
