/** Every sentence the room says by itself, in one place for the translator. */
const plural = new Intl.PluralRules("en");
const count = (number, one, other) => `${number} ${plural.select(number) === "one" ? one : other}`;

export const words = {
  newButton: (number) => count(number, "new message", "new messages"),
  here: (number) => `${number} here`,
  hereOf: (number, all) => `${number} here, ${all} in all`,
  typing(names) {
    if (names.length === 0) return "";
    if (names.length === 1) return `${names[0]} is writing`;
    if (names.length === 2) return `${names[0]} and ${names[1]} are writing`;
    return "Several people are writing";
  },
  one: (name, text) => `${name}: ${text}`,
  many: (number, names) => `${count(number, "new message", "new messages")} from ${list(names)}`,
  title: (unread, title) => (unread > 0 ? `(${unread}) ${title}` : title),
  left: (number) => `${count(number, "character", "characters")} left`,
  over: (number) => `${count(number, "character", "characters")} too many`,
  tooLong: (length, limit) =>
    `A message is at most ${limit.toLocaleString("en")} characters; this one has ` +
    `${length.toLocaleString("en")}. Shorten it, or send it in two parts.`,
  tooHeavy: "This message is too large to send in one piece. Please send it in two parts.",
  empty: "Write something first.",
  sending: "Sending",
  sendingIn: (seconds) => `Waiting ${count(seconds, "second", "seconds")}, then sending`,
  waiting: "Will be sent when you are connected again",
  notSent: (reason) => `Not sent. ${reason}`,
  connecting: "Connecting…",
  again: "Connecting again…",
  backIn: "Still connecting. What you write is kept here and sent later.",
  signedOut: "You are signed out. Sign in again to go on; what you wrote is kept here.",
  lost: "The connection is gone for the moment.",
  replyingTo: (name) => `Replying to ${name}`,
  editing: "Changing your message",
  leave: { reply: "Do not reply to this message", edit: "Leave the message as it was" },
  withdrawn: "This message was withdrawn.",
  hidden: "A host hid this message.",
  newSince: "New since you left",
  suggestions: (number) => count(number, "person found", "people found"),
  noEdit: "The text could not be fetched. Try again in a moment.",
  toNow: "To the newest",
};

function list(names) {
  if (names.length <= 2) return names.join(" and ");
  return `${names[0]}, ${names[1]} and others`;
}
