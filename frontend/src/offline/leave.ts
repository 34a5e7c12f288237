/** Going: whoever logs out leaves nothing of theirs on the phone, and is asked first when something was not sent. */

import * as db from "./db";
import { tell, unsent } from "./entries";
import { exportQueue } from "./portable";
import { choose } from "./ui";

/** True when it may be cleared. With entries unsent: export first, clear all the same, or stay. */
export async function leave(left: number): Promise<boolean> {
  if (!left) return true;
  const chosen = await choose(tell("leave_head", { n: left }), tell("leave_text"), [
    ["stay", tell("leave_stay"), "button-primary"],
    ["export", tell("leave_export")],
    ["clear", tell("leave_clear"), "button-danger"],
  ]);
  if (chosen === "export") {
    const { person } = await db.me();
    await exportQueue(await unsent(person));
    return leave(left);
  }
  return chosen === "clear";
}

/** The logout form of any page of the phone: clear first, then log out. */
export function guardLogout(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    void (async () => {
      const { person } = await db.me();
      if (!(await leave((await unsent(person)).length))) return;
      await db.forgetAll(person);
      form.submit();
    })();
  });
}
