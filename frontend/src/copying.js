/** A button that puts the text of an address where it can be pasted; hidden where that cannot be. */

export function startCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const { copyFrom, copied } = button.dataset;
  try {
    const answer = await fetch(copyFrom);
    if (!answer.ok) throw new Error(answer.statusText);
    await navigator.clipboard.writeText(await answer.text());
    button.textContent = copied;
  } catch {
    location.assign(copyFrom);
  }
}
