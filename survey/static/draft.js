// Shows the citizen's form beside what is typed, a moment after each change. Without this script the
// button "Xem trước" does the same. Nothing is saved here, and what is not saved is not left unasked.
"use strict";
(() => {
  const form = document.getElementById("draft");
  const frame = document.querySelector("iframe[name=preview]");
  if (!form || !frame || !form.querySelector("button")) return;
  const PAUSE_MILLISECONDS = 500;
  let timer = 0;
  let asked = 0;
  let isUnsaved = "unsaved" in form.dataset;

  // The frame's document stays, so that nothing is added to what Back goes through, and it keeps its place.
  const show = html => {
    const shown = new DOMParser().parseFromString(html, "text/html");
    const current = frame.contentDocument;
    const top = current.documentElement.scrollTop;
    current.documentElement.lang = shown.documentElement.lang;
    current.title = shown.title;
    current.body.replaceWith(current.adoptNode(shown.body));
    current.documentElement.scrollTop = top;
  };

  const refresh = async () => {
    const number = ++asked;
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
      });
      // A later question may have been answered before.
      if (answer.ok && number === asked) show(await answer.text());
    } catch {
      // Away for a moment: the next change asks again.
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE_MILLISECONDS);
  };

  // What another page's saving kept from being saved here is shown as it stands here.
  if (isUnsaved) window.addEventListener("load", refresh);

  document.addEventListener("input", event => {
    if (!event.target.form || event.target.form !== form) return;
    if (!event.target.name.startsWith("show.")) isUnsaved = true;
    later();
  });
  form.addEventListener("submit", event => {
    if (!event.submitter || event.submitter.formTarget !== "preview") isUnsaved = false;
  });
  window.addEventListener("beforeunload", event => {
    if (isUnsaved) event.preventDefault();
  });
})();
