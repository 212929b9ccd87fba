// Show times in the zone of this device: without this module they are of UTC, and say so.
//
// <time data-local="Opens on {date}">: the sentence with date and time; <time data-local-day>: the day alone, whose title
// has the time.

const { lang } = document.documentElement;

for (const place of document.querySelectorAll("time[data-local], time[data-local-day]")) {
  const when = new Date(place.dateTime);
  const year = when.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const date = { day: "numeric", month: "long", year };
  const whole = word(when, { ...date, hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  if (place.dataset.local) place.textContent = place.dataset.local.replace("{date}", whole);
  else {
    place.textContent = word(when, date);
    place.title = whole;
  }
}

function word(when, parts) {
  return new Intl.DateTimeFormat(lang, parts).format(when);
}
