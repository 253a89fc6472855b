// Keeps the kiosk's page, script and style, all of one version, so that a tablet starts without a network.
"use strict";
const NAME = "kiosk-VERSION";
const ADDRESSES = "ADDRESSES";

self.addEventListener("install", (event) => {
  const requests = ADDRESSES.map((address) => new Request(address, { cache: "reload" }));
  // All or none: a page must not meet the script of another version.
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name.startsWith("kiosk-") && name !== NAME);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const isPage = event.request.mode === "navigate" && address.pathname === "/kiosk/";
  const wanted = isPage ? "/kiosk/" : address.pathname + address.search;
  // Answers and forms are asked of the server only.
  if (event.request.method === "GET" && address.origin === location.origin && ADDRESSES.includes(wanted)) {
    event.respondWith(
      caches.match(wanted).then((kept) => kept || fetch(event.request))
    );
  }
});
