/**
 * What a room can do beyond talking. A feature is a class made once with the room's parts (see
 * `parts` in room.js); it may have `desk(desk)`, told at the start and at each change of what the
 * hosts have set; `allowed(reader)`, told when that changes; `live(answer)` and `lost()`, told of
 * the line; and `shown(items)`, told of what came.
 */
import { HostBar } from "./host-bar.js";
import { RoomForms } from "./room-forms.js";

const FEATURES = [RoomForms, HostBar];

export class Features {
  constructor(parts) {
    this.all = FEATURES.map((Feature) => new Feature(parts));
  }

  tell(what, ...values) {
    for (const feature of this.all) feature[what]?.(...values);
  }
}
