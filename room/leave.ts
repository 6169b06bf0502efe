/** What runs on a page of plain forms: the way out, and nothing else. */

import { wireExit } from "./exit.ts";

wireExit();
