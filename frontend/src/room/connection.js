/**
 * The line to the server: opened, lost, opened again, and every question answered.
 * Says what happened through `heard`, a table of functions by event name.
 */
import { io } from "socket.io-client";

const ANSWER_WITHIN = 8000;
const INCOMING = ["changes", "room", "presence", "typing", "removed"];
const LOST = Object.freeze({ ok: false, error: "lost", message: "" });

/** Full jitter between half a second and five: a thousand browsers come back spread out. */
export function delay(attempt, random = Math.random) {
  const ceiling = Math.min(5000, 1000 * 2 ** attempt);
  return 500 + random() * (ceiling - 500);
}

export class Connection {
  #attempt = 0;
  #timer = null;
  #ended = false;

  constructor({ heard, enter, connect = io }) {
    this.heard = heard;
    this.enter = enter;
    this.live = false;
    this.socket = connect("/rooms", {
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnection: false,
      autoConnect: false,
      timeout: ANSWER_WITHIN,
    });
    this.#listen();
  }

  open() {
    clearTimeout(this.#timer);
    if (this.#ended || this.socket.connected) return;
    // Some networks take a WebSocket and then keep silent; every second try goes the plain way.
    const transports = ["websocket", "polling"];
    this.socket.io.opts.transports = this.#attempt % 2 === 1 ? transports.reverse() : transports;
    this.socket.connect();
  }

  /** For good: removed, signed out, or the page is going away. */
  end() {
    this.#ended = true;
    this.live = false;
    clearTimeout(this.#timer);
    this.socket.disconnect();
  }

  /** Always answers. Nothing is kept for later here: what must not be lost is in `Unsent`. */
  async request(event, payload) {
    if (!this.socket.connected) return LOST;
    try {
      const answer = await this.socket.timeout(ANSWER_WITHIN).emitWithAck(event, payload);
      if (answer?.error === "signed_out") this.#signedOut();
      return answer ?? LOST;
    } catch {
      return LOST;
    }
  }

  #listen() {
    this.socket.on("connect", () => this.#arrived());
    this.socket.on("disconnect", () => this.#left());
    this.socket.on("connect_error", (error) => this.#refused(error));
    for (const event of INCOMING) this.socket.on(event, (payload) => this.heard[event]?.(payload));
    addEventListener("online", () => this.open());
    // A page coming out of the browser's back-forward memory finds its socket dead.
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  async #arrived() {
    const answer = await this.enter();
    if (answer.ok) {
      this.#attempt = 0;
      this.live = true;
      this.heard.live?.(answer);
    } else if (["not_found", "forbidden"].includes(answer.error)) {
      this.end();
      this.heard.removed?.({ message: answer.message });
    } else if (this.socket.connected) {
      this.#again(answer.retry_after);
    }
  }

  #left() {
    this.live = false;
    if (this.#ended) return;
    this.heard.lost?.();
    this.#again();
  }

  #refused(error) {
    const status = error.description?.status ?? error.description;
    if (status === 401 || error.data?.error === "signed_out") return this.#signedOut();
    this.heard.lost?.();
    this.#again(error.data?.retry_after);
  }

  #signedOut() {
    this.end();
    this.heard.signedOut?.();
  }

  /** Either the whole line is down, or it stands and only the room could not be entered. */
  #again(seconds = 0) {
    clearTimeout(this.#timer);
    const wait = Math.max(delay(this.#attempt++), seconds * 1000);
    this.#timer = setTimeout(() => (this.socket.connected ? this.#arrived() : this.open()), wait);
  }
}
