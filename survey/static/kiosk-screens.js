// A kiosk's screens: one question each, and nothing of one person left for the next.
(function (kiosk) {
  "use strict";
  var IDLE = 45;
  var LAST_CALL = 15;
  // How long a thank-you waits for the server before it says that the answer is kept here.
  var PATIENCE = 4e3;
  // What is asked about the visit and not about how one was served.
  var STAGE = "stage";
  var FIELD = "service_field";

  var page = kiosk.page;
  var words = page.words;
  var element = page.element;
  var told = null;
  var isEnrolled = false;
  var wantsReload = false;
  var isWithoutForms = false;
  // The form that the next person gets; one that nobody sent is as good as new.
  var form = null;
  // One person's answers, kept nowhere but here until they are sent.
  var person = null;
  var thanks = null;
  var isAsking = false;
  var touchedAt = Date.now();

  function show(parts, redraw) {
    page.show(parts);
    page.drawFrame(
      told ? Object.keys(told.wordings) : [],
      function () {
        redraw();
        drawStaff();
      },
      person ? [page.button(words("stop"), wipe)] : []
    );
  }

  // Nothing of the last person may be found here: not in the page, its history, or the script's memory.
  function wipe() {
    person = null;
    thanks = null;
    isAsking = false;
    page.reset();
    kiosk.staff.close();
    if (wantsReload) {
      location.reload();
      return;
    }
    showStart();
  }

  function isFree() {
    return !person && !thanks;
  }

  function showStart() {
    isWithoutForms = false;
    var wording = told && page.wording(told);
    if (!isEnrolled) {
      kiosk.staff.showEnrolment(Boolean(told));
    } else if (wording.said.length) {
      show([page.heading(wording.said[0])].concat(wording.said.slice(1).map(page.paragraph)), showStart);
    } else {
      show([
        page.heading(words("title")),
        element("p", wording.place, { "class": "place" }),
        page.button(words("start"), begin, { "class": "main" }),
        page.paragraph(wording.promise + " " + words("how")),
        page.paragraph(words("skipRule")),
        page.add(element("details"), [
          element("summary", words("summary")),
          page.paragraph(words("kept") + " " + words("beside"))
        ])
      ], showStart);
    }
    drawStaff();
  }

  function drawStaff() {
    if (told) {
      kiosk.staff.draw(form ? 1 : 0, isFree()).then(null, kiosk.staff.showNoStorage);
    }
  }

  function begin() {
    var day = kiosk.sending.today();
    var isReady = form && form.instrument === told.instrument && form.until >= day;
    var taking = isReady ? Promise.resolve(form) : kiosk.store.takeForm(told.instrument, day);
    taking.then(function (taken) {
      form = taken || null;
      if (!form) {
        isWithoutForms = true;
        show([page.heading(words("noForms"))], showStart);
        kiosk.sending.contact();
        return;
      }
      person = { form: form, told: told, answers: {}, at: 0, isHelped: false, problem: "" };
      drawStaff();
      showQuestion();
    }).then(null, kiosk.staff.showNoStorage);
  }

  // The questions that are open to this person: what hangs on a "no" is left out, and so is what a form of
  // the morning asks and the server has no words for any more, such as a field that the counter gave up.
  function open() {
    var items = page.wording(person.told).items;
    return person.form.asks.filter(function (code) {
      return items[code] && person.answers[items[code].hangs_on] !== "no";
    });
  }

  function showQuestion() {
    var codes = open();
    var code = codes[person.at];
    var item = page.wording(person.told).items[code];
    var numbered = codes.filter(function (one) {
      return one !== STAGE && one !== FIELD;
    });
    var number = numbered.indexOf(code) + 1;
    var isLast = person.at === codes.length - 1;
    var onward = page.button("", isLast ? send : forward, { "class": "main" });
    function nameOnward() {
      onward.textContent = words(isLast ? "send" : person.answers[code] ? "next" : "skip");
    }
    var legend = page.add(element("legend"), [page.heading(item.text)]);
    var rows = item.options.map(function (option) {
      return row(code, option, nameOnward);
    });
    nameOnward();
    show([
      element("p", number ? words("progress", { number: number, total: numbered.length }) : "", { "class": "progress" }),
      person.problem ? element("p", person.problem, { "class": "wrong", role: "alert" }) : null,
      page.add(element("fieldset"), [legend].concat(rows)),
      isLast ? helpedRow() : null,
      page.add(element("div", "", { "class": "ways" }), [page.button(words("back"), back), onward])
    ], showQuestion);
    person.problem = "";
  }

  function row(code, option, chosen) {
    var id = code + "-" + option.value;
    var input = element("input", "", { type: "radio", name: code, id: id, value: option.value, autocomplete: "off" });
    input.checked = person.answers[code] === option.value;
    input.onchange = function () {
      person.answers[code] = option.value;
      chosen();
    };
    var box = element("div", "", option.value === "x" ? { "class": "na" } : {});
    return page.add(box, [input, element("label", option.label, { "for": id })]);
  }

  function helpedRow() {
    var input = element("input", "", { type: "checkbox", id: "helped", autocomplete: "off" });
    input.checked = person.isHelped;
    input.onchange = function () {
      person.isHelped = input.checked;
    };
    var label = element("label", words("helped"), { "for": "helped" });
    return page.add(element("div", "", { "class": "tick" }), [input, label]);
  }

  function forward() {
    person.at += 1;
    showQuestion();
  }

  function back() {
    if (person.at) {
      person.at -= 1;
      showQuestion();
    } else {
      wipe();
    }
  }

  function isLevel(code) {
    return code !== STAGE && code !== FIELD && /^[1-9A-Z]$/.test(person.answers[code] || "");
  }

  function send() {
    var codes = open();
    if (!codes.some(isLevel)) {
      // The server's rule, told where it can still be put right.
      person.at = codes[0] === STAGE ? 1 : 0;
      person.problem = words("nothing");
      showQuestion();
      return;
    }
    var fields = { form_token: person.form.token };
    codes.forEach(function (code) {
      if (person.answers[code]) {
        fields[code] = person.answers[code];
      }
    });
    if (person.isHelped) {
      fields.helped = "yes";
    }
    var answer = { id: person.form.id, to: person.form.to + "?lang=" + page.language, fields: fields };
    var kept = kiosk.store.keepAnswer(answer);
    thank(answer.id, person.told.pause * 1e3, kept);
    kept.then(function () {
      kiosk.sending.sendAll(answer.id);
    }).then(null, kiosk.staff.showNoStorage);
  }

  // Thanks, and says what is known of the answer: on its way, received, or kept here once the disk has it.
  function thank(id, pause, kept) {
    person = null;
    form = null;
    var status = element("div", "", { role: "status" });
    page.add(status, [page.heading(words("sending"))]);
    var own = (thanks = { id: id, status: status, isKnown: false });
    page.show([status, page.paragraph(words("returns"))]);
    page.frame.textContent = "";
    drawStaff();
    setTimeout(function () {
      kept.then(function () {
        if (!own.isKnown) {
          status.firstChild.textContent = words("isKept");
        }
      });
    }, PATIENCE);
    // The least time between two people: nobody starts sooner.
    setTimeout(function () {
      if (thanks === own) {
        wipe();
      }
    }, pause);
  }

  kiosk.onReceived = function (id, receipt) {
    if (!thanks || thanks.id !== id) {
      return;
    }
    thanks.isKnown = true;
    thanks.status.firstChild.textContent = words("thanks");
    var code = element("b", receipt.replace(/(.{4})(?=.)/g, "$1 "));
    page.add(thanks.status, [page.add(element("p", words("receipt") + " "), [code]), page.paragraph(words("tellsNothing"))]);
  };

  kiosk.onRefused = function (id, reason) {
    if (thanks && thanks.id === id) {
      thanks.isKnown = true;
      thanks.status.firstChild.textContent = reason;
    }
  };

  // Draws anew what rests on what the server told, unless somebody is answering.
  kiosk.onNews = function () {
    var store = kiosk.store;
    var asked = [store.fact("told"), store.fact("enrolled"), store.counts(kiosk.sending.today())];
    return Promise.all(asked).then(function (found) {
      var before = JSON.stringify([told, isEnrolled]);
      told = found[0] || null;
      isEnrolled = found[1] === true;
      var isNew = JSON.stringify([told, isEnrolled]) !== before || (isWithoutForms && found[2].left > 0);
      if (isFree() && isNew) {
        showStart();
      } else {
        drawStaff();
      }
    }, kiosk.staff.showNoStorage);
  };

  // 45 seconds without a touch, then a call in the place of the question, then all is gone.
  function tick() {
    var idle = (Date.now() - touchedAt) / 1e3;
    if (idle < IDLE || thanks) {
      return;
    }
    if (!person) {
      if (!page.isAsBefore() || kiosk.staff.isOpen()) {
        wipe();
      }
    } else if (idle >= IDLE + LAST_CALL) {
      wipe();
    } else if (!isAsking) {
      ask();
    }
  }

  function ask() {
    isAsking = true;
    var stay = page.button(words("stay"), function () {
      isAsking = false;
      touched();
      showQuestion();
    }, { "class": "main" });
    var dialog = element("div", "", { role: "alertdialog", "aria-labelledby": "idle", "class": "idle" });
    page.add(dialog, [
      element("h1", words("idle", { seconds: LAST_CALL }), { id: "idle" }),
      stay,
      page.button(words("stop"), wipe)
    ]);
    page.show([dialog]);
    page.frame.textContent = "";
    stay.focus();
  }

  function touched() {
    // While it asks, only its button counts: a stranger's touch must not bring the answers back.
    if (!isAsking) {
      touchedAt = Date.now();
    }
  }

  function keepPageOffline() {
    var hadWorker = Boolean(navigator.serviceWorker.controller);
    navigator.serviceWorker.register("/kiosk/worker.js").then(null, function () {
      // Under a certificate of one's own a browser keeps no page; the staff's panel says so.
    });
    navigator.serviceWorker.addEventListener("controllerchange", function () {
      // A new version of the page waits until nobody is in front of it.
      wantsReload = hadWorker;
      hadWorker = true;
      drawStaff();
    });
  }

  ["pointerdown", "touchstart", "keydown", "input"].forEach(function (name) {
    document.addEventListener(name, touched, true);
  });
  // A tablet that wakes up has not ticked meanwhile.
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      tick();
      kiosk.sending.sendNow();
    }
  });
  // Neither Back nor the browser's memory of pages may bring answers back.
  window.addEventListener("pagehide", function () {
    person = null;
    page.main.textContent = "";
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      location.reload();
    }
  });
  if (!window.indexedDB) {
    kiosk.staff.showNoStorage();
    return;
  }
  if (navigator.serviceWorker) {
    keepPageOffline();
  }
  if (navigator.storage && navigator.storage.persist) {
    // Otherwise a browser short of room may throw away what waits.
    navigator.storage.persist();
  }
  setInterval(tick, 1e3);
  // What is known from before shows at once, with or without a network.
  kiosk.onNews().then(kiosk.sending.start).then(function () {
    if (!told) {
      showStart();
    }
  });
})(window.kiosk);
