/** The head's way to words and dates: the date is meant where the reader is. */
export class Find {
  constructor({ root }) {
    const menu = root.querySelector("[data-find]");
    if (!menu) return;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    menu.querySelector("[data-own-zone]").value = timeZone ?? "";
    menu.addEventListener("toggle", () => menu.open && menu.querySelector("[name=q]").focus());
  }
}
