/** What else a line of the conversation shows; each filler takes the line, the item, the reader. */
import { fillFiles } from "./file-lines.js";
import { fillHosting, fitHosting } from "./host-lines.js";
import { fillMarks } from "./marks.js";
import { fillQuestion, fitQuestion } from "./threads.js";
import { fillPoll, fitPollMenu } from "./poll-card.js";

const FILLERS = [fillFiles, fillMarks, fillQuestion, fillHosting, fillPoll];
/** What else its menu offers: each fitter says what is `allowed`, by data-needs, in the blank menu. */
const FITTERS = [fitQuestion, fitHosting, fitPollMenu];

export function fillMore(line, item, reader) {
  for (const filler of FILLERS) filler(line, item, reader);
}

export function fitMore(menu, line, reader, allowed) {
  for (const fitter of FITTERS) fitter(menu, line, reader, allowed);
}
