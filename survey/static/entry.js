// Typing in printed forms and telephone calls by keyboard: one key for each question, and on to the next.
// Without this script the page is a plain form. Nothing is kept here: the page is sent as it stands.
"use strict";
(() => {
  const form = document.querySelector("[data-entry]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const steps = [...form.querySelectorAll("[data-step]")];
  const comment = form.querySelector("#comment");
  const helped = form.querySelector("#helped");
  const save = form.querySelector("#save");
  const serial = form.querySelector("#serial");
  const BLANK = ["Enter", " ", "-"];

  const buttons = row => [...row.querySelectorAll("input[type=radio], input[type=checkbox]")];
  const controls = row => [...row.querySelectorAll("input, select")];
  const isOpen = row => !row.disabled;

  // Who has not done what a filter asks about has no answer to the questions that hang on it.
  const settle = () => {
    for (const row of rows) {
      if (!row.dataset.if) continue;
      const said = form.querySelector(`input[name="${row.dataset.if}"]:checked`);
      row.disabled = Boolean(said) && said.value === "no";
    }
  };

  const focusOn = row => {
    (controls(row).find(one => one.checked) || controls(row)[0]).focus();
  };

  const showStep = step => {
    for (const other of steps) other.hidden = other !== step;
    const row = step.querySelector("[data-row]");
    if (row) focusOn(row);
    else (step.querySelector("textarea, #save") || step).focus();
  };
  const stepsLeft = () => steps.filter(step => {
    const row = step.querySelector("[data-row]");
    return !row || isOpen(row);
  });
  const moveStep = (from, by) => {
    const open = stepsLeft();
    const next = open[open.indexOf(from.closest("[data-step]")) + by];
    if (next) showStep(next);
  };

  const onward = row => {
    if (steps.length) return moveStep(row, 1);
    const next = rows.slice(rows.indexOf(row) + 1).find(isOpen);
    if (next) focusOn(next);
    else comment.focus();
  };
  const clear = row => {
    for (const button of buttons(row)) button.checked = false;
    settle();
  };
  const back = from => {
    const before = rows.slice(0, from).filter(isOpen).pop();
    if (!before) return;
    clear(before);
    if (steps.length) showStep(before.closest("[data-step]"));
    else focusOn(before);
  };

  const typedInRow = (event, row) => {
    const key = event.key.toUpperCase();
    if (event.key === "Backspace") back(rows.indexOf(row));
    else if (event.target.type === "checkbox" && event.key === " ") return;
    else if (BLANK.includes(event.key)) {
      // Boxes that are ticked are an answer; that no button is chosen is what Enter says of others.
      if (event.target.type !== "checkbox" || event.key === "-") clear(row);
      onward(row);
    } else {
      const wanted = key === "X" && !buttons(row).some(one => one.dataset.key === "X") ? "0" : key;
      const button = buttons(row).find(one => one.dataset.key === wanted);
      if (!button) return;
      event.preventDefault();
      if (button.type === "checkbox") {
        // Several may be chosen: Enter goes on.
        button.checked = !button.checked;
        return button.focus();
      }
      button.checked = true;
      settle();
      onward(row);
    }
    event.preventDefault();
  };

  form.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const row = event.target.closest("[data-row]");
    if (row && ["radio", "checkbox"].includes(event.target.type)) typedInRow(event, row);
    else if (row && event.key === "Enter") {
      event.preventDefault();
      const left = controls(row).slice(controls(row).indexOf(event.target) + 1);
      if (left.length) left[0].focus();
      else onward(row);
    } else if (row && event.target.value === "" && event.key === "Backspace") {
      event.preventDefault();
      back(rows.indexOf(row));
    }
    else if (event.target === serial && event.key === "Enter") {
      event.preventDefault();
      focusOn(rows[0]);
    } else if (event.target.matches("section") && event.key === "Enter") {
      event.preventDefault();
      moveStep(event.target, 1);
    } else if (event.target === comment && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (steps.length) moveStep(comment, 1);
      else (helped || save).focus();
    } else if (event.target === helped && ["1", "Enter"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "1") helped.checked = true;
      save.focus();
    } else if ((event.target === comment && comment.value === "" || event.target === helped)
        && event.key === "Backspace") {
      event.preventDefault();
      if (event.target === helped) helped.checked = false;
      back(rows.length);
    }
  });
  form.addEventListener("change", settle);

  form.addEventListener("click", event => {
    if (event.target.closest("[data-onward]")) moveStep(event.target, 1);
    if (event.target.closest("[data-back]")) moveStep(event.target, -1);
    // Of one click on a level, not of arrow keys, which click too but tell no detail.
    const row = event.target.closest("[data-row]");
    if (steps.length && row && event.target.type === "radio" && event.detail > 0) onward(row);
  });

  // One press saves once, however often it is repeated; the key in the page sees to the rest.
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // A page that comes back from the browser's memory can be sent again.
  window.addEventListener("pageshow", () => delete form.dataset.sent);

  settle();
  if (steps.length) {
    for (const line of form.querySelectorAll(".onward")) line.hidden = false;
    showStep(steps.find(step => step.querySelector(".wrong, .error")) || steps[0]);
  } else if (serial) {
    serial.select();
  }
})();
