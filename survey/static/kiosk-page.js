// What a kiosk's screens are made of: sentences in the language of the moment, and elements.
(function (kiosk) {
  "use strict";
  // The sentences of every language stand here.
  var say = "SENTENCES";
  var SOURCE = document.documentElement.lang;

  function words(name, values) {
    return say[page.language][name].replace(/%\((\w+)\)s/g, function (all, value) {
      return values[value];
    });
  }

  // What the server told in the language of the moment, else in the source language.
  function wording(told) {
    return told.wordings[page.language] || told.wordings[SOURCE];
  }

  function element(tag, text, attributes) {
    var made = document.createElement(tag);
    if (text) {
      made.textContent = text;
    }
    Object.keys(attributes || {}).forEach(function (name) {
      made.setAttribute(name, attributes[name]);
    });
    return made;
  }

  function button(text, press, attributes) {
    var made = element("button", text, Object.assign({ type: "button" }, attributes));
    made.onclick = function (event) {
      // The second tap of two would meet the button of the next screen in the same place.
      if (event.detail < 2) {
        press();
      }
    };
    return made;
  }

  function paragraph(text) {
    return element("p", text);
  }

  // The heading of a screen, which a script may lead the reader to.
  function heading(text) {
    return element("h1", text, { tabindex: "-1" });
  }

  function add(parent, children) {
    children.forEach(function (child) {
      if (child) {
        parent.appendChild(child);
      }
    });
    return parent;
  }

  // Puts a screen in the place of the last one and leads keyboard and voice to its heading.
  function show(parts) {
    var root = document.documentElement;
    page.main.textContent = "";
    add(page.main, parts);
    document.title = words("title");
    root.lang = page.language;
    root.dir = say[page.language].direction;
    var top = page.main.querySelector("h1");
    if (top) {
      top.focus();
    }
    window.scrollTo(0, 0);
  }

  // The buttons above every screen: other languages, larger letters, and what else is given.
  function frame(codes, redraw, others) {
    var root = document.documentElement;
    var isLarge = root.className === "large";
    page.frame.textContent = "";
    page.frame.setAttribute("aria-label", words("frame"));
    codes.forEach(function (code) {
      if (code !== page.language && say[code]) {
        page.frame.appendChild(button(say[code].name, function () {
          page.language = code;
          redraw();
        }, { lang: code }));
      }
    });
    page.frame.appendChild(button(words(isLarge ? "usual" : "larger"), function () {
      root.className = isLarge ? "" : "large";
      redraw();
    }));
    add(page.frame, others);
  }

  function reset() {
    page.language = SOURCE;
    document.documentElement.className = "";
  }

  function isAsBefore() {
    return page.language === SOURCE && !document.documentElement.className;
  }

  function asDay(day) {
    // At noon no time zone moves it to another day.
    return new Date(day + "T12:00:00").toLocaleDateString(page.language);
  }

  // What the server wrote around the screens stays in its language.
  [].forEach.call(document.querySelectorAll(".skip, header p"), function (written) {
    written.lang = SOURCE;
  });

  var page = (kiosk.page = {
    language: SOURCE,
    main: document.getElementById("main"),
    frame: document.getElementById("frame"),
    staff: document.getElementById("staff"),
    words: words,
    wording: wording,
    element: element,
    button: button,
    paragraph: paragraph,
    heading: heading,
    add: add,
    show: show,
    drawFrame: frame,
    reset: reset,
    isAsBefore: isAsBefore,
    asDay: asDay
  });
})(window.kiosk);
