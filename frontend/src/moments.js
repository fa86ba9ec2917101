/**
 * Times in the reader's zone. The server writes `<time datetime data-moment="relative">`; here the
 * words become "5 minutes ago", later "yesterday, 20:00", later the date.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const page = document.documentElement.lang || "en";
// The language of the page, in the manner of the reader's country.
const language = navigator.languages.find((one) => one.startsWith(page)) ?? page;
const zone = { relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }) };
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const MOMENT = { dateStyle: "short", timeStyle: "short" };
const weekday = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

export function refreshMoments(root = document, now = new Date()) {
  for (const time of root.querySelectorAll("time[data-moment]")) showMoment(time, now);
  for (const place of root.querySelectorAll("[data-own-time]")) showOwnTime(place);
}

/** A session's times in the browser's zone, named, where they are not said beside it already. */
function showOwnTime(place) {
  if (place.textContent) return;
  const [from, until] = [new Date(place.dataset.from), new Date(place.dataset.until)];
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = new Intl.DateTimeFormat(language, { ...MOMENT, timeZone: place.dataset.zone });
  const own = new Intl.DateTimeFormat(language, MOMENT);
  const said = place.parentElement.textContent.includes(here?.replaceAll("_", " "));
  const alike = [from, until].every((at) => own.format(at) === there.format(at));
  place.hidden = !here || said || alike;
  if (place.hidden) return;
  const days = date.format(from) === date.format(until) ? "" : `${day.format(until)}, `;
  const hours = `${clock.format(from)}–${days}${clock.format(until)}`;
  place.textContent = ` (for you: ${date.format(from)}, ${hours} in ${here.replaceAll("_", " ")})`;
}

export function showMoment(time, now = new Date()) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const text = wordsFor(at, time.dataset.moment, now);
  if (time.textContent !== text) time.textContent = text;
  time.title = full.format(at);
}

export function wordsFor(at, show, now = new Date()) {
  if (show === "time") return clock.format(at);
  if (show === "date") return date.format(at);
  if (show === "day") return weekday.format(at);
  if (show === "full") return full.format(at);
  return relative(at, now);
}

/** What stands over a new day in a conversation: today, yesterday, or the date. */
export function dayName(at, now = new Date()) {
  const days = daysBetween(now, at);
  if (days === 0 || days === -1) return capital(zone.relative.format(days, "day"));
  return (at.getFullYear() === now.getFullYear() ? day : date).format(at);
}

function relative(at, now) {
  const away = at - now;
  if (Math.abs(away) < 45_000) return zone.relative.format(0, "second");
  if (Math.abs(away) < HOUR) return zone.relative.format(Math.round(away / MINUTE), "minute");
  const days = daysBetween(now, at);
  if (days === 0) return zone.relative.format(Math.round(away / HOUR), "hour");
  if (Math.abs(days) === 1) return `${zone.relative.format(days, "day")}, ${clock.format(at)}`;
  return dayName(at, now);
}

function daysBetween(one, other) {
  const start = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((start(other) - start(one)) / (24 * HOUR));
}

const capital = (text) => text[0].toLocaleUpperCase(language) + text.slice(1);
