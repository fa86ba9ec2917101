/** In the lobby: tries whether live updates reach this browser, so that nobody finds out too late. */
const PATIENCE = 6000;
const WORDS = {
  good: "Live updates reach you here.",
  bad: "Live updates do not reach you here at the moment. The room works without them: reload it to read what is new.",
};

export function startLiveCheck() {
  const line = document.querySelector("[data-live-check]");
  if (!line) return;
  line.hidden = false;
  tried().then((reaches) => {
    line.querySelector("[data-slot=words]").textContent = WORDS[reaches ? "good" : "bad"];
    line.dataset.state = reaches ? "good" : "bad";
  });
}

/** The first word of the server is enough; nobody is in a room by it. */
function tried() {
  const address = new URL("/socket.io/?EIO=4&transport=websocket", location.href);
  address.protocol = location.protocol.replace("http", "ws");
  return new Promise((resolve) => {
    const socket = new WebSocket(address);
    const end = (reaches) => {
      clearTimeout(late);
      resolve(reaches);
      socket.close();
    };
    const late = setTimeout(end, PATIENCE, false);
    socket.addEventListener("message", () => end(true), { once: true });
    socket.addEventListener("error", () => end(false), { once: true });
    socket.addEventListener("close", () => end(false), { once: true });
  });
}
