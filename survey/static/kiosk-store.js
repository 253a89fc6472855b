// What a kiosk keeps on its own disk: forms fetched ahead and answers that wait, through any power cut.
// IndexedDB and not localStorage: only here a browser can be told to wait until the disk has it.
window.kiosk = {};
(function (kiosk) {
  "use strict";
  var NAME = "sipas-kiosk";
  var VERSION = 1;
  var STORES = ["forms", "answers", "facts"];
  var connection = null;

  function open() {
    if (connection) {
      return Promise.resolve(connection);
    }
    return new Promise(function (resolve, reject) {
      var asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = function () {
        // Forms and answers stand under a part of their signature, which is in no order of people.
        asked.result.createObjectStore("forms", { keyPath: "id" });
        asked.result.createObjectStore("answers", { keyPath: "id" });
        asked.result.createObjectStore("facts");
      };
      asked.onerror = function () {
        reject(asked.error);
      };
      asked.onsuccess = function () {
        connection = asked.result;
        // A browser may close it by itself; what comes next opens it anew.
        connection.onclose = connection.onversionchange = forget;
        resolve(connection);
      };
    });
  }

  function forget() {
    if (connection) {
      connection.close();
    }
    connection = null;
  }

  function run(mode, work) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(STORES, mode, { durability: "strict" });
        var found = {};
        transaction.oncomplete = function () {
          resolve(found.value);
        };
        transaction.onabort = function () {
          reject(transaction.error);
        };
        work(function (name) {
          return transaction.objectStore(name);
        }, found);
      });
    });
  }

  function again(mode, work) {
    return run(mode, work).then(null, function (error) {
      if (error && error.name === "InvalidStateError") {
        forget();
        return run(mode, work);
      }
      throw error;
    });
  }

  // Does all of the work or nothing; what it found is given once the disk has it.
  function change(work) {
    return again("readwrite", work);
  }

  function look(work) {
    return again("readonly", work);
  }

  function all(store, use) {
    store.getAll().onsuccess = function (event) {
      use(event.target.result);
    };
  }

  // Takes one form out that may still begin on this day, so that no two people get the same.
  function takeForm(instrument, day) {
    return change(function (store, found) {
      store("forms").openCursor().onsuccess = function (event) {
        var cursor = event.target.result;
        if (!cursor) {
          return;
        }
        if (cursor.value.instrument === instrument && cursor.value.until >= day) {
          found.value = cursor.value;
          cursor.delete();
        } else {
          cursor.continue();
        }
      };
    });
  }

  // Keeps what the server told and the forms it gave.
  function keepSupply(supply) {
    return change(function (store) {
      var forms = store("forms");
      if (supply.replaces) {
        forms.clear();
      }
      supply.forms.forEach(function (form) {
        forms.put({
          id: form.token.slice(-12),
          token: form.token,
          // Its signature holds at the code that it was signed for, though another may be printed since.
          to: supply.address,
          asks: supply.orders[form.order],
          instrument: supply.instrument,
          issued: supply.issued,
          until: supply.until
        });
      });
      var told = Object.assign({}, supply);
      delete told.forms;
      delete told.orders;
      store("facts").put(told, "told");
      store("facts").put(true, "enrolled");
    });
  }

  function keepAnswer(answer) {
    return change(function (store) {
      store("answers").put(answer);
    });
  }

  // Notes why an answer can't be sent, unless it was sent meanwhile by another window.
  function noteRefusal(id, reason) {
    return change(function (store) {
      store("answers").get(id).onsuccess = function (event) {
        var answer = event.target.result;
        if (answer) {
          answer.no = reason;
          store("answers").put(answer);
        }
      };
    });
  }

  function dropAnswer(id, day) {
    return change(function (store) {
      store("answers").delete(id);
      store("facts").put(day, "sent");
    });
  }

  // Does something with each answer that was refused.
  function changeRefused(use) {
    return change(function (store) {
      var answers = store("answers");
      all(answers, function (found) {
        found.forEach(function (answer) {
          if (answer.no) {
            use(answers, answer);
          }
        });
      });
    });
  }

  function dropRefused() {
    return changeRefused(function (answers, answer) {
      answers.delete(answer.id);
    });
  }

  // Lets them be tried once more: what refused them may not have been the service.
  function retryRefused() {
    return changeRefused(function (answers, answer) {
      delete answer.no;
      answers.put(answer);
    });
  }

  function waiting() {
    return look(function (store, found) {
      all(store("answers"), function (answers) {
        found.value = answers.filter(function (answer) {
          return !answer.no;
        });
      });
    });
  }

  // Counts for staff and server; none of them says anything about what was answered.
  function counts(day) {
    return look(function (store, found) {
      var seen = (found.value = { left: 0, issued: "", instrument: 0, waiting: 0, refused: 0, reasons: [] });
      all(store("forms"), function (forms) {
        forms.forEach(function (form) {
          if (form.until >= day) {
            seen.left += 1;
            seen.issued = form.issued;
            seen.instrument = form.instrument;
          }
        });
      });
      all(store("answers"), function (answers) {
        answers.forEach(function (answer) {
          seen[answer.no ? "refused" : "waiting"] += 1;
          if (answer.no && seen.reasons.indexOf(answer.no) < 0) {
            seen.reasons.push(answer.no);
          }
        });
      });
      store("facts").get("sent").onsuccess = function (event) {
        seen.sent = event.target.result;
      };
    });
  }

  function fact(name) {
    return look(function (store, found) {
      store("facts").get(name).onsuccess = function (event) {
        found.value = event.target.result;
      };
    });
  }

  function keepFact(name, value) {
    return change(function (store) {
      store("facts").put(value, name);
    });
  }

  kiosk.store = {
    takeForm: takeForm,
    keepSupply: keepSupply,
    keepAnswer: keepAnswer,
    noteRefusal: noteRefusal,
    dropAnswer: dropAnswer,
    dropRefused: dropRefused,
    retryRefused: retryRefused,
    waiting: waiting,
    counts: counts,
    fact: fact,
    keepFact: keepFact
  };
})(window.kiosk);
