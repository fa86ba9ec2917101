/**
 * What a room can do beyond talking. A feature is a class made once with the room's parts (see
 * `parts` in room.js); it may have `desk(desk)`, told at the start and at each change of what the
 * hosts have set; `allowed(reader)`, told when that changes; `live(answer)` and `lost()`, told of
 * the line; `head(head)`, told how the room stands; `moved()`, when a host put the reader into another
 * small group; `people(ids)`, told who is here; and `shown(items)`, told of what came.
 */
import { Answering } from "./answering.js";
import { Asking } from "./asking.js";
import { Countdowns } from "./countdowns.js";
import { DeskForms } from "./desk-forms.js";
import { Groups } from "./groups.js";
import { Hands } from "./hands.js";
import { Evening } from "./evening.js";
import { Files } from "./files.js";
import { Find } from "./find.js";
import { HostBar } from "./host-bar.js";
import { HostLines } from "./host-lines.js";
import { Nameless } from "./nameless.js";
import { Parts } from "./parts.js";
import { Past } from "./past.js";
import { Pinned } from "./pinned.js";
import { MessageMenu } from "./message-menu.js";
import { Polls } from "./polls.js";
import { Moving } from "./moving.js";
import { QuestionList } from "./question-list.js";
import { RoomForms } from "./room-forms.js";
import { RunSheet } from "./run-sheet.js";
import { Signs } from "./signs.js";
import { Slow } from "./slow.js";
import { Standing } from "./standing.js";

const FEATURES = [RoomForms, HostBar, QuestionList, Asking, Answering, Moving, Evening, RunSheet, Standing, Countdowns, Slow, Hands, DeskForms, Files, Find, MessageMenu, Signs, HostLines, Parts, Pinned, Nameless, Polls, Groups, Past];

export class Features {
  constructor(parts) {
    this.all = FEATURES.map((Feature) => new Feature(parts));
  }

  tell(what, ...values) {
    for (const feature of this.all) feature[what]?.(...values);
  }
}
