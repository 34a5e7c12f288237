/** On every page: htmx with our habits, countdowns, keys, dialogs, themes, extra questions, addresses while typing. */

import { addressField } from "./lib/address";
import { bell, bellCount } from "./lib/bell";
import { mount, ready } from "./lib/dom";
import { startCountdowns } from "./lib/countdown";
import { startHtmx } from "./lib/htmx";
import { startKeys } from "./lib/keys";
import { startPage } from "./lib/page";
import { startPicking } from "./lib/pick";
import { startTabs } from "./lib/tabs";
import { printer } from "./lib/print";
import { questions, shownAlone } from "./lib/questions";
import { replies } from "./lib/replies";
import { startViewer } from "./lib/viewer";

startHtmx();
mount("[data-questions]", questions);
mount("[data-questions-of]", shownAlone);
mount("[data-replies]", replies);
mount("[data-print]", printer);
mount("[data-address]", addressField);
mount("[data-bell]", bell);
mount("[data-bell-count]", bellCount);
ready(() => {
  startPage();
  startPicking();
  startViewer();
  mount("[data-page-tabs]", startTabs);
  startKeys();
  startCountdowns();
});
