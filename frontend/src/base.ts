/** On every page: htmx with our habits, countdowns, keys, dialogs, themes. */

import { ready } from "./lib/dom";
import { startCountdowns } from "./lib/countdown";
import { startHtmx } from "./lib/htmx";
import { startKeys } from "./lib/keys";
import { startPage } from "./lib/page";

startHtmx();
ready(() => {
  startPage();
  startKeys();
  startCountdowns();
});
