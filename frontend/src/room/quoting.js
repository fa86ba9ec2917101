/** The words of a line as a quote for the next message, in Markdown, as the server makes it. */

const MOST = 1000;
const SIGNS = /[\\`*_[\]<>#|~]/g;
const LINK = /(https?:\/\/\S+)/;

/** Under the writer's name; a quote calls nobody a second time, and its signs are no marks. */
export function quoted(name, text) {
  const whole = text.trim();
  const cut = whole.length > MOST ? `${whole.slice(0, MOST).trimEnd()} …` : whole;
  const said = cut.replace(/(^|[^\w@/.-])@(?=[a-z0-9])/gi, "$1");
  const lines = [`**${plain(name)}:**`, ...said.split("\n").map(plainOutsideLinks)];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

const plain = (text) => text.replace(SIGNS, "\\$&");

const plainOutsideLinks = (line) =>
  line.split(LINK).map((part, place) => (place % 2 ? part : plain(part))).join("");
