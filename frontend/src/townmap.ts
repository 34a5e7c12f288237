/** Maps on any page. */

import { mountMaps } from "./lib/mount";

mountMaps();
