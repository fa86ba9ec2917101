/** What else a line of the conversation shows; each filler takes the line, the item, the reader. */
const FILLERS = [];

export function fillMore(line, item, reader) {
  for (const filler of FILLERS) filler(line, item, reader);
}
