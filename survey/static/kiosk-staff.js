// What a kiosk shows its staff: the form for the enrolment code, and a line on the margin, never a score.
(function (kiosk) {
  "use strict";
  var page = kiosk.page;
  var words = page.words;
  var element = page.element;
  // What is said of a code, by the server's status.
  var REFUSALS = { 422: "wrongCode", 429: "tooMany" };
  var isOpen = false;

  // Asks for the code; where the device was a kiosk before, says that it is none any more.
  function showEnrolment(wasEnrolled) {
    var input = element("input", "", {
      id: "code",
      type: "text",
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      "aria-describedby": "code-help"
    });
    var problem = element("p", "", { "class": "wrong", role: "alert" });
    var form = page.add(element("form"), [
      element("label", words("code"), { "for": "code" }),
      element("p", words("enrolHelp"), { id: "code-help" }),
      input,
      problem,
      element("button", words("enrolSubmit"), { "class": "main" })
    ]);
    form.onsubmit = function (event) {
      event.preventDefault();
      kiosk.sending.enrol(input.value).then(function (status) {
        problem.textContent = status === 204 ? "" : words(REFUSALS[status] || "noNetwork");
        // Whatever was said, the tablet may be a kiosk already: a code whose answer was cut is used up.
        kiosk.sending.sendNow();
      });
    };
    page.show([
      page.heading(words(wasEnrolled ? "notEnrolled" : "enrol")),
      wasEnrolled ? element("h2", words("enrol")) : null,
      form
    ]);
  }

  function showNoStorage() {
    page.show([page.heading(words("noStorage"))]);
  }

  // Draws the line; `inHand` forms are out of the store but unused. It opens between two people only.
  function draw(inHand, isFree) {
    return kiosk.store.counts(kiosk.sending.today()).then(function (seen) {
      var hadFocus = page.staff.contains(document.activeElement);
      var left = seen.left + inHand;
      isOpen = isOpen && isFree;
      page.staff.textContent = "";
      var line = page.button(words("line", { left: left, waiting: seen.waiting }), function () {
        isOpen = !isOpen;
        draw(inHand, isFree);
      }, { "aria-expanded": String(isOpen), "class": "line" });
      line.disabled = !isFree;
      page.staff.appendChild(line);
      if (isOpen) {
        page.add(page.staff, panel(seen, left));
      }
      if (hadFocus) {
        line.focus();
      }
    });
  }

  function panel(seen, left) {
    var worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    return [
      element("h2", words("staff")),
      page.paragraph(words("left", { n: left })),
      page.paragraph(words("waiting", { n: seen.waiting })),
      page.paragraph(seen.sent ? words("sent", { date: page.asDay(seen.sent) }) : words("neverSent")),
      page.paragraph(words(worker ? "ready" : "notReady")),
      seen.refused ? page.paragraph(words("refused", { n: seen.refused })) : null
    ].concat(
      seen.reasons.map(page.paragraph),
      page.button(words("resend"), function () {
        kiosk.store.retryRefused().then(kiosk.sending.sendNow);
      }),
      seen.refused ? page.button(words("drop"), function () {
        kiosk.store.dropRefused().then(kiosk.onNews);
      }) : null
    );
  }

  kiosk.staff = {
    showEnrolment: showEnrolment,
    showNoStorage: showNoStorage,
    draw: draw,
    isOpen: function () {
      return isOpen;
    },
    close: function () {
      isOpen = false;
    }
  };
})(window.kiosk);
