/** The desk: the list beside the map, both alive; one case that follows what others do; small helps in forms. */

import { mount } from "./lib/dom";
import { startForms } from "./lib/desk/forms";
import { follow, link } from "./lib/desk/list";
import { placePicker } from "./lib/desk/place";
import { record } from "./lib/desk/record";
import { uploads } from "./lib/desk/uploads";
import { mountMaps } from "./lib/mount";

mountMaps();
startForms();
mount("[data-desk]", (desk) => void link(desk));
mount("[data-following]", follow);
mount("[data-case]", record);
mount("[data-picker]", placePicker);
mount("[data-uploads]", uploads);
