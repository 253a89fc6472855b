// A kiosk's talk with the server: forms are fetched ahead, answers go when there is a network, each once.
(function (kiosk) {
  "use strict";
  var A_MINUTE = 6e4;
  var BETWEEN_CONTACTS = 10 * A_MINUTE;
  // The server answers within 8 seconds; a slow link adds some.
  var LONGEST_WAIT = 3e4;
  var LONGEST_PAUSE = 60;
  var tries = 0;
  var timer;
  var isSending = false;
  var isAskedAgain = false;
  var isInContact = false;

  function today() {
    var now = new Date();
    function two(number) {
      return (number < 10 ? "0" : "") + number;
    }
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function encoded(fields) {
    return Object.keys(fields)
      .map(function (name) {
        return encodeURIComponent(name) + "=" + encodeURIComponent(fields[name]);
      })
      .join("&");
  }

  function post(address, fields) {
    var stop = window.AbortController && new AbortController();
    var clock = setTimeout(function () {
      if (stop) {
        stop.abort();
      }
    }, LONGEST_WAIT);
    function done(result) {
      clearTimeout(clock);
      return result;
    }
    return fetch(address, {
      method: "POST",
      body: encoded(fields),
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      credentials: "same-origin",
      signal: stop ? stop.signal : undefined
    }).then(done, function (error) {
      done();
      throw error;
    });
  }

  // Says how many forms are left and how many answers wait, and keeps what the server gives.
  function contact() {
    if (isInContact) {
      return Promise.resolve();
    }
    isInContact = true;
    return kiosk.store
      .counts(today())
      .then(function (seen) {
        return post("/kiosk/phieu", {
          left: seen.left,
          waiting: seen.waiting,
          issued: seen.issued,
          instrument: seen.instrument
        });
      })
      .then(function (response) {
        if (response.status === 401) {
          return kiosk.store.keepFact("enrolled", false);
        }
        if (response.ok) {
          return response.json().then(kiosk.store.keepSupply);
        }
      })
      .then(null, function () {
        // Without a network the kiosk goes on with what it has.
      })
      .then(function () {
        isInContact = false;
        return kiosk.onNews();
      });
  }

  function attempt(answer) {
    return post(answer.to, answer.fields).then(
      function (response) {
        var status = response.status;
        if (response.ok && response.url.indexOf("/phieu/") > 0) {
          // The address of a receipt's page begins with the receipt.
          var receipt = response.url.split("/phieu/")[1].slice(0, 10);
          return kiosk.store.dropAnswer(answer.id, today()).then(function () {
            tries = 0;
            kiosk.onReceived(answer.id, receipt);
          });
        }
        if (status === 401) {
          // Revoked: the answers stay until the device is enrolled again.
          isAskedAgain = false;
          return kiosk.store.keepFact("enrolled", false);
        }
        if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
          return response.text().then(function (page) {
            var heading = new DOMParser().parseFromString(page, "text/html").querySelector("h1");
            var reason = heading ? heading.textContent : String(status);
            kiosk.onRefused(answer.id, reason);
            return kiosk.store.noteRefusal(answer.id, reason);
          });
        }
      },
      function () {
        // Kept, and sent again under the same key.
      }
    );
  }

  // Sends what waits, one after the other; `first` is the answer that somebody is looking at.
  function sendAll(first) {
    clearTimeout(timer);
    if (isSending) {
      isAskedAgain = true;
      return;
    }
    isSending = true;
    isAskedAgain = false;
    kiosk.store
      .waiting()
      .then(function (answers) {
        answers.sort(function (one, other) {
          return (other.id === first) - (one.id === first);
        });
        return answers.reduce(function (before, answer) {
          return before.then(function () {
            return attempt(answer);
          });
        }, Promise.resolve());
      })
      .then(kiosk.store.waiting)
      .then(
        function (left) {
          return left.length;
        },
        function () {
          return 1;
        }
      )
      .then(function (left) {
        isSending = false;
        kiosk.onNews();
        if (isAskedAgain) {
          sendAll();
        } else if (left) {
          // Full jitter, so that kiosks that lost one network do not come back at the same moment.
          tries += 1;
          var pause = Math.min(LONGEST_PAUSE, Math.pow(2, tries));
          timer = setTimeout(sendAll, 1e3 * (1 + Math.random() * (pause - 1)));
        }
      });
  }

  function sendNow() {
    tries = 0;
    sendAll();
    return contact();
  }

  // Sends a typed code; gives the server's status, 0 without one.
  function enrol(code) {
    return post("/kiosk/dang-ky", { code: code }).then(
      function (response) {
        return response.status;
      },
      function () {
        return 0;
      }
    );
  }

  function start() {
    window.addEventListener("online", sendNow);
    setInterval(contact, BETWEEN_CONTACTS);
    sendAll();
    return contact();
  }

  kiosk.sending = {
    today: today,
    contact: contact,
    sendAll: sendAll,
    sendNow: sendNow,
    enrol: enrol,
    start: start
  };
})(window.kiosk);
