/** The hosts' forms show what holds now, unless somebody is just filling them in. */
export class DeskForms {
  constructor({ root }) {
    this.forms = [...root.querySelectorAll("form[data-desk-form]")];
  }

  desk(desk) {
    for (const form of this.forms) {
      if (form.closest("details")?.open) continue;
      for (const field of form.elements) if (field.name in desk) set(field, desk[field.name]);
    }
  }
}

function set(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.type === "radio") field.checked = field.value === (value ? "1" : "0");
  else if (field.type !== "hidden") field.value = value;
}
