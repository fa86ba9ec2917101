/**
 * What of a desk is in force at this moment, by the names the page shows its parts by.
 * The same names stand in `community/rooms/standing.py`, which draws the page.
 */
const SAID_AFTER = 60;

export function inForce({ desk, clock, me }) {
  const own = desk.hands.find((hand) => hand.id === me.id);
  const facts = {
    read_only: desk.read_only,
    slow: desk.slow > 0,
    paused: clock.until(desk.paused_until) > 0,
    timer: desk.timer !== null && clock.since(desk.timer.ends_at) < SAID_AFTER,
    band: desk.band !== "",
    hands: desk.hands.length > 0,
    hand: own !== undefined,
    called: own?.called === true,
    ...evening(desk, clock),
  };
  return new Set(Object.keys(facts).filter((name) => facts[name]));
}

/** How the evening of a session stands; as `community/rooms/plan.py` says it. */
function evening({ session, plan = [], questions = [] }, clock) {
  const state = session?.state ?? "";
  const next = plan.find(({ item }) => item === null);
  const live = state === "live";
  return {
    evening: state !== "",
    lobby: ["draft", "published"].includes(state),
    dated: ["draft", "published"].includes(state) && Boolean(session.starts_at),
    live,
    late: state === "late",
    over: ["closed", "cancelled"].includes(state),
    rehearsal: state === "rehearsal",
    asking: next !== undefined && (live || state === "rehearsal"),
    due: live && Boolean(next?.at) && clock.until(next.at) === 0,
    unseen: questions.some((one) => one.unseen),
    overrun: live && clock.until(session.ends_at) === 0,
  };
}

/** How many are before somebody whose hand is up; -1 if it is not, or called already. */
export function placeInLine({ hands }, id) {
  return hands.filter((hand) => !hand.called).findIndex((hand) => hand.id === id);
}

/** Whether `names`, several by spaces and with ! for not, all hold. */
export function holds(names, force) {
  return names.split(" ").every((name) => (name.startsWith("!") ? !force.has(name.slice(1)) : force.has(name)));
}
