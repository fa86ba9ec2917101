/** Every sentence the room says by itself, in one place for the translator. */
const plural = new Intl.PluralRules("en");
/** A name written from right to left keeps its order to itself, and the sentence its own. */
const named = (name) => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name);
const count = (number, one, other) => `${number} ${plural.select(number) === "one" ? one : other}`;

/** Seconds in words, as roughly as people would say them. */
function span(seconds) {
  if (seconds < 120) return count(seconds, "second", "seconds");
  return count(Math.round(seconds / 60), "minute", "minutes");
}

export const words = {
  newButton: (number) => count(number, "new message", "new messages"),
  here: (number) => `${number} here`,
  hereOf: (number, all) => `${number} here, ${all} in all`,
  typing(names) {
    if (names.length === 0) return "";
    if (names.length === 1) return `${named(names[0])} is writing`;
    if (names.length === 2) return `${list(names)} are writing`;
    return "Several people are writing";
  },
  one: (name, text) => `${named(name)}: ${text}`,
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
  held: "Will be sent when you can write again",
  notSent: (reason) => `Not sent. ${reason}`,
  connecting: "Connecting…",
  again: "Connecting again…",
  backIn: "Still connecting. What you write is kept here and sent later.",
  signedOut: "You are signed out. Sign in again to go on; what you wrote is kept here.",
  lost: "The connection is gone for the moment.",
  replyingTo: (name) => `Replying to ${named(name)}`,
  editing: "Changing your message",
  leave: { reply: "Do not reply to this message", edit: "Leave the message as it was" },
  withdrawn: "This message was withdrawn.",
  hidden: "A host hid this message.",
  readBy({ author, to }, me) {
    if (author.id === me.id || to === me.id) return "only you and the hosts";
    return to ? "hosts and who asked" : "hosts only";
  },
  newSince: "New since you left",
  suggestions: (number) => count(number, "person found", "people found"),
  noEdit: "The text could not be fetched. Try again in a moment.",
  toNow: "To the newest",
  question: (number) => `Question ${number}`,
  answersQuestion: (number) => (number ? `Question ${number}` : "an earlier question"),
  askedState: ({ closed, unseen }) =>
    [closed && "closed", unseen && "answers unseen until revealed"].filter(Boolean).join(", "),
  questionState({ closed, unseen, gone, answers, answered }) {
    const state = gone ? "withdrawn" : closed ? "closed" : "open";
    const many = answers ? count(answers, "answer", "answers") : "";
    const people = answered === undefined || !unseen ? many : words.answered(answered);
    return [state, unseen && "unseen until revealed", people].filter(Boolean).join(" · ");
  },
  answered: (number) => count(number, "has answered", "have answered"),
  goneQuestion: "This question was withdrawn.",
  fresh: (number) => `${number} new`,
  alsoOpen: (numbers) => (numbers.length ? `also open: ${numbers.join(", ")}` : ""),
  noAnswer: "Not an answer",
  whichQuestion: "What this message answers",
  moved: (number) => (number ? `It answers question ${number} now.` : "It answers no question now."),
  calmNone: "Look for what is new",
  calmNew: (number) => `${number} new`,
  calmFresh: (number) => `${count(number, "new message", "new messages")} here`,
  size: (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`),
  filesSent: (sent, all) => `${sent} of ${count(all, "file", "files")} sent`,
  filesOnTheWay: "This goes out as soon as your files are there.",
  fileRefused: "One of the files could not be sent. Try it again, or leave it out.",
  filesMost: (most) => `A message takes at most ${most} files.`,
  fileTooLarge: (size) => `A file may have at most 5 MB; this one has ${size}.`,
  keep: "Keep for my notes",
  keptNote: "Kept: note, or let go",
  kept: "Kept in your notes",
  linkCopied: "Link copied",
  signs: (number) => count(number, "sign found", "signs found"),
  archived: "This circle is archived: read only.",
  readOnly: "Only hosts write here at the moment.",
  paused: "There is a short pause. You can write again in",
  writeAgain: "You can write again.",
  seconds: span,
  slowSet: (seconds) =>
    seconds ? `Slow mode: one message each ${span(seconds)}.` : "Slow mode is over.",
  slowWait: (seconds) => `Slow mode is on. You can send this in ${span(seconds)}.`,
  slowHold: "Slow mode is on. Your words stay here until you can send them.",
  evening(state) {
    return {
      live: "The session has begun.",
      late: "The session has ended. What you write now is marked as late.",
      closed: "The session is over: read only.",
      cancelled: "The session is cancelled.",
    }[state] ?? "";
  },
  hosting: (name, own) => (own ? "You are hosting" : `${named(name)} is hosting`),
  noHost: "No host is connected. The questions go on by the clock.",
  yourTurnToHost: (name) => `${named(name)} is not connected any more. You are hosting now.`,
  announced: (text) => `Announcement: ${text}`,
  timerStarted: (name, seconds) => `${name || "Timer"}: ${span(seconds)}.`,
  timeIsUp: (name) => (name ? `${name}: time is up.` : "Time is up."),
  voters(number) {
    return number ? `${number} ${number === 1 ? "has" : "have"} voted` : "nobody has voted yet";
  },
  pollAsk({ way, points }) {
    if (way === "points") return `Give out up to ${points} points as you like`;
    return way === "many" ? "Choose as many as you like" : "Choose one";
  },
  beforeVoting({ named, live }) {
    const who = named
      ? "Everybody sees who chooses what. You can change your vote until the poll closes."
      : "Without names: nobody sees who chooses what, and a vote cannot be changed.";
    if (!live) return `${who} The result shows when the poll closes.`;
    if (named) return `${who} The result shows as it comes in.`;
    return `${who} The result comes in steps of three votes, so that no step gives anybody away.`;
  },
  pollOf({ counted, named }, closed) {
    if (closed) return "Result";
    return named ? "Result so far" : `Result of the first ${counted} votes`;
  },
  pollNames(members, votes, way) {
    const names = members.map(({ name, points }) => (way === "points" ? `${name} (${points})` : name));
    const more = way === "points" ? 0 : votes - members.length;
    return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
  },
  sendVote: (voted) => (voted ? "Change my vote" : "Vote"),
  myChoice: (chosen) => (chosen.length ? `: ${chosen.join(", ")}` : ""),
  settle: (closed) => (closed ? "Say what was decided" : "Close it, or say what was decided"),
  voted: "Your vote is counted.",
  newPoll: (excerpt) => `A poll: ${excerpt}`,
  yourTurn: "It is your turn to speak.",
  split: (number) => `The room is in ${count(number, "group", "groups")}.`,
  myGroup: (name, others) => (name ? `You are in ${name}${withOthers(others)}.` : "The room is in small groups."),
  among: (others) => (others.length ? `You are here${withOthers(others)}.` : "Only you are here so far."),
  groupOver: "This group is over. Back to everybody now.",
  nobodyYet: "Nobody yet",
  nothingYet: "Nothing yet",
  broughtKept: "Kept.",
  lastMinute: "One minute left. Write down what you bring back.",
  changedMeanwhile: "Somebody else changed what you bring back. Their words stand under yours.",
  inLine(ahead) {
    if (ahead < 0) return "";
    return ahead === 0 ? "Your hand is up: you are next." : `Your hand is up: ${ahead} before you.`;
  },
};

/** All of them: one wants to know whom one will meet. */
function withOthers(names) {
  if (names.length === 0) return "";
  return ` with ${[names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ")}`;
}

function list(names) {
  const [first, second] = names.map(named);
  if (names.length <= 2) return names.map(named).join(" and ");
  return `${first}, ${second} and others`;
}
