// Register the service worker, once the page is here; not in another site's frame.

const isWanted = "serviceWorker" in navigator && document.body.dataset.person && window === window.top;

if (isWanted) navigator.serviceWorker.register("/sw.js").catch(() => {}); // without it, all but the page offline works
