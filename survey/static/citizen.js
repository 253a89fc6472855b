// An answer that could not be sent is kept on this phone and sent again, under the key of its form,
// so that it counts once. Without this script, or where anything in it fails, the form sends itself.
// Written for the web views of old phones; lines that begin with two strokes are not sent.
(function () {
  "use strict";
  var KEPT = "sipas.";
  var RECEIPT = "sipas-receipt";
  var A_DAY = 864e5;
  // The server answers within 8 seconds; a slow link adds some.
  var LONGEST_WAIT = 3e4;
  var LONGEST_PAUSE = 60;
  var FIRST_TRY = 0;

  var state = document.getElementById("state");
  var form = document.getElementById("answers");
  if (!state || !window.fetch || !window.JSON) {
    return;
  }
  // The server puts the sentences of one language here.
  var say = "SENTENCES";
  // The end of the token's signature: tells forms apart and is no key.
  var own = form && KEPT + form.elements.form_token.value.slice(-12);
  // Where the browser keeps nothing, the answer lives as long as the page.
  var unkept = null;
  var wasTold = false;
  var isSending = false;
  // Something was asked to go while something else was on its way.
  var isAskedAgain = false;
  var isBusy = false;
  var isLeaving = false;
  var tries = FIRST_TRY;
  var timer;

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch (error) {
      return false;
    }
  }

  function wipe(key) {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      // Nothing was kept.
    }
  }

  // What waits to be sent, this page's own answer first.
  function waiting() {
    var found = unkept ? [unkept] : [];
    try {
      for (var i = 0; i < localStorage.length; i++) {
        var key = localStorage.key(i);
        var record = key.indexOf(KEPT) === 0 && read(key);
        if (record) {
          record.key = key;
          record.isKept = true;
          found[key === own ? "unshift" : "push"](record);
        }
      }
    } catch (error) {
      // Storage is blocked: there is only what this page holds.
    }
    return found;
  }

  function note(record) {
    var content = { to: record.to, body: record.body, maybe: record.maybe, no: record.no };
    // Not where it was taken away meanwhile: by its writer, or by another tab that sent it.
    if (record.isKept && read(record.key)) {
      keep(record.key, content);
    }
  }

  function encoded() {
    var pairs = [];
    for (var i = 0; i < form.elements.length; i++) {
      var field = form.elements[i];
      var isChoice = field.type === "radio" || field.type === "checkbox";
      if (field.name && (!isChoice || field.checked)) {
        pairs.push(encodeURIComponent(field.name) + "=" + encodeURIComponent(field.value));
      }
    }
    return pairs.join("&");
  }

  function show(text, buttons, link) {
    if (state.shown === text) {
      return;
    }
    state.shown = text;
    state.textContent = "";
    state.className = text ? "state" : "";
    if (!text) {
      return;
    }
    var sentence = state.appendChild(document.createElement("p"));
    sentence.textContent = text;
    if (link) {
      sentence.appendChild(document.createTextNode(" "));
      var anchor = sentence.appendChild(document.createElement("a"));
      anchor.href = link;
      anchor.textContent = say.receipt;
    }
    buttons.forEach(function (pair, position) {
      var button = state.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = position || link ? "plain" : "";
      button.textContent = pair[0];
      button.onclick = pair[1];
    });
  }

  function place(isAtTop) {
    var before = form.querySelector(isAtTop ? "h1" : "#send");
    if (state.nextElementSibling !== before) {
      before.parentNode.insertBefore(state, before);
    }
  }

  function tell() {
    var records = waiting();
    var record = records[0];
    var receipt = read(RECEIPT);
    var again = [say.resend, sendAgain];
    if (receipt && !(Date.now() - receipt.at < A_DAY)) {
      wipe(RECEIPT);
      receipt = null;
    }
    if (record) {
      var text = record.no || (record.maybe ? say.unconfirmed : isBusy ? say.busy : record.isKept ? say.kept : say.open);
      show(record.key === own ? text : say.earlier + " " + text, record.isKept ? [again, [say.discard, askToDiscard]] : [again]);
    } else if (receipt && location.pathname.indexOf("/phieu/")) {
      show(say.received, [[say.discard, discard]], receipt.address);
    } else {
      show("");
    }
  }

  function askToDiscard() {
    show(say.ask, [[say.discard, discard], [say.resend, sendAgain]]);
  }

  function discard() {
    var records = waiting();
    unkept = null;
    clearTimeout(timer);
    records.forEach(function (record) {
      wipe(record.key);
      if (record.key === own) {
        form.reset();
      }
    });
    wipe(RECEIPT);
    show(say.discarded, []);
  }

  function received(record, address) {
    keep(RECEIPT, { address: address, at: Date.now() });
    wipe(record.key);
    if (record.key === own) {
      unkept = null;
      isLeaving = true;
      // Back must not lead to the form that was sent.
      location.replace(address);
    }
  }

  function refused(record, page) {
    if (record.key === own) {
      // The server's page says what is wrong, beside the answers where they can be put right.
      wipe(own);
      unkept = null;
      isLeaving = true;
      form.submit();
      return;
    }
    var heading = new DOMParser().parseFromString(page, "text/html").querySelector("h1");
    record.no = heading ? heading.textContent : say.unconfirmed;
    note(record);
  }

  function attempt(record, done) {
    var wasOffline = navigator.onLine === false;
    var stop = window.AbortController && new AbortController();
    var clock = stop && setTimeout(function () {
      stop.abort();
    }, LONGEST_WAIT);

    function failed(mayBeStored) {
      record.maybe = record.maybe || mayBeStored;
      note(record);
    }

    function answered(response) {
      var status = response.status;
      isBusy = status === 503;
      // A server of an earlier version leads on to the receipt itself.
      var address = status === 201 ? response.headers.get("Location") : response.url;
      if (response.ok && address.indexOf("/phieu/") >= 0) {
        received(record, address);
      } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        return response.text().then(function (page) {
          refused(record, page);
        });
      } else if (status !== 429 && response.headers.get("Answer-Stored") !== "no") {
        failed(true);
      }
    }

    fetch(record.to, {
      method: "POST",
      body: record.body,
      // Told only where the receipt is: one round trip less.
      headers: { "Content-Type": "application/x-www-form-urlencoded", Prefer: "return=minimal" },
      // Browsers let only small requests outlive their page.
      keepalive: record.body.length < 6e4,
      signal: stop ? stop.signal : undefined
    }).then(answered).then(null, function () {
      isBusy = false;
      // Only a phone that knew itself offline can be sure that nothing arrived.
      failed(!wasOffline);
    }).then(function () {
      clearTimeout(clock);
      done();
    });
  }

  function sendAll() {
    clearTimeout(timer);
    var records = waiting().filter(function (record) {
      return !record.no;
    });
    if (isSending || !records.length) {
      return;
    }
    isSending = true;
    isAskedAgain = false;
    (function next(position) {
      if (position < records.length) {
        attempt(records[position], function () {
          next(position + 1);
        });
        return;
      }
      isSending = false;
      if (isLeaving) {
        return;
      }
      if (isAskedAgain) {
        sendAll();
        return;
      }
      tell();
      // Full jitter, so that phones that lost one network do not come back at the same moment.
      tries = isBusy ? 6 : tries + 1;
      var pause = Math.min(LONGEST_PAUSE, Math.pow(2, tries));
      timer = setTimeout(sendAll, 1e3 * (1 + Math.random() * (pause - 1)));
    })(0);
  }

  function sendAgain() {
    waiting().forEach(function (record) {
      record.no = "";
      note(record);
    });
    sendNow();
  }

  function sendNow() {
    show(say.sending, []);
    tries = FIRST_TRY;
    isAskedAgain = isSending;
    sendAll();
  }

  function send() {
    var before = read(own) || unkept || {};
    var record = { key: own, to: form.action, body: encoded(), maybe: before.maybe };
    record.isKept = keep(own, record);
    unkept = record.isKept ? null : record;
    sendNow();
  }

  function isOpen(question) {
    var no = form.querySelector("input[name='" + question.getAttribute("data-if") + "'][value=no]");
    var written = question.querySelector("input[type=text]") || {};
    return !(no && no.checked) && !written.value && !question.querySelector("input:checked, option:not([value='']):checked");
  }

  function mention(questions, open) {
    var numbers = open.map(function (question) {
      return questions.indexOf(question) + 1;
    });
    show(say.skipped.replace("%(questions)s", numbers.join(", ")), [
      [say.answer, function () {
        show("");
        open[0].querySelector("input, select").focus();
      }],
      [say.now, send]
    ]);
  }

  function submitted(event) {
    var questions = [].slice.call(form.querySelectorAll("fieldset[data-q]"));
    var open = questions.filter(isOpen);
    // An empty form is the server's to refuse.
    if (open.length === questions.length) {
      return;
    }
    event.preventDefault();
    var first = waiting()[0];
    if (isSending && first && first.key === own) {
      // A second tap.
      return;
    }
    place(false);
    if (open.length && !wasTold) {
      wasTold = true;
      mention(questions, open);
      return;
    }
    send();
  }

  // A question can be heard where the phone itself has a voice for the page's language.
  function offerVoice() {
    var language = document.documentElement.lang;
    var voice = speechSynthesis.getVoices().filter(function (one) {
      return one.localService && one.lang.split(/[-_]/)[0] === language;
    })[0];
    if (!voice || form.querySelector(".listen")) {
      return;
    }
    [].forEach.call(form.querySelectorAll("fieldset"), function (question) {
      var legend = question.querySelector("legend");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "listen";
      button.textContent = say.listen;
      button.setAttribute("aria-label", say.listen + ": " + legend.textContent);
      legend.className = "heard";
      button.onclick = function () {
        var texts = [].map.call(question.querySelectorAll("legend, label, select:first-of-type option:not([value=''])"), function (part) {
          return part.textContent;
        });
        var speech = new SpeechSynthesisUtterance(texts.join(". "));
        speech.voice = voice;
        speech.lang = voice.lang;
        speechSynthesis.cancel();
        speechSynthesis.speak(speech);
      };
      legend.parentNode.insertBefore(button, legend.nextSibling);
    });
  }

  if (form) {
    form.addEventListener("submit", function (event) {
      try {
        submitted(event);
      } catch (error) {
        if (event.defaultPrevented) {
          form.submit();
        }
      }
    });
    place(!read(own));
    if (window.speechSynthesis && window.SpeechSynthesisUtterance) {
      // Voices load late; old engines never say when they are there.
      speechSynthesis.onvoiceschanged = offerVoice;
      offerVoice();
    }
  }
  window.addEventListener("storage", function (event) {
    var receipt = read(RECEIPT);
    // Another tab sent this very form.
    if (own && event.key === own && !event.newValue && receipt && Date.now() - receipt.at < 1e4) {
      location.replace(receipt.address);
    }
  });
  window.addEventListener("online", sendAll);
  window.addEventListener("pageshow", sendAll);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      sendAll();
    }
  });
  tell();
})();
