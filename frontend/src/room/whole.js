/** The server's sockets leave out of an item what is usual; here it comes back. */
const USUAL = {
  kind: "message",
  reply_to: null,
  reactions: [],
  mentions: [],
  audience: "everyone",
  edited: false,
  withdrawn: false,
  hidden: false,
  pinned: false,
  closed: false,
  question: null,
  number: null,
  unseen: false,
  nameless: false,
  to: null,
  files: [],
  poll: null,
  late: false,
};

export const whole = (items) => items.map((item) => ({ ...USUAL, ...item }));
