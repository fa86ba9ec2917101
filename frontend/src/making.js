/** What is still being made when a page comes is asked for again, until it is there. */

const EVERY = 1000;
const TIMES_MOST = 120;

export function watchMaking() {
  const part = document.querySelector("[data-making]");
  if (part) askAgain(part, TIMES_MOST);
}

function askAgain(part, times) {
  if (times > 0) setTimeout(() => look(part, times), EVERY);
}

async function look(part, times) {
  if (document.hidden) return askAgain(part, times);
  const now = await partNow(part.id);
  if (!now) return askAgain(part, times - 1);
  // A summary somebody opened meanwhile stays open, as nothing is put in its place before.
  if ("making" in now.dataset) return askAgain(part, times - 1);
  part.replaceWith(now);
}

async function partNow(id) {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById(id);
  } catch {
    return null;
  }
}
