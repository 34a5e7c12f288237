/** Whose picture is it?  The report's own, or that of one question; which of them go. No DOM: the worker uses it too. */

import type { Entry, FormOf, Picture, QuestionOf } from "./types";

export const MOST_ANSWERING = 9;

export const ofReport = (one: Entry): Picture[] => one.pictures.filter((picture) => !picture.question);
export const ofForm = (one: Entry, form: string): Picture[] => one.pictures.filter((picture) => picture.question?.form === form);
export const ofQuestion = (one: Entry, form: string, code: string): Picture[] => ofForm(one, form).filter((picture) => picture.question?.code === code);

/** An answer names each picture by its file that is shown. */
export const shownUploads = (pictures: Picture[]): string[] => pictures.flatMap((picture) => picture.files.filter((file) => file.role === "shown").map((file) => file.upload));

/** What was typed and taken for a form. */
export function valuesOf(one: Entry, form: FormOf): Record<string, string[]> {
  const values = structuredClone(one.answered?.[form.code] ?? {});
  const asks = (question: QuestionOf): boolean => question.kind === "photo";
  for (const { code } of form.fields.filter(asks)) values[code] = shownUploads(ofQuestion(one, form.code, code));
  return values;
}

/** The pictures of an entry that was given to the queue: its own, and those its answers name. What was taken for a kind
 * of matter that was changed again stays here, should it be changed back, until the entry has arrived. */
export function going(one: Entry): Picture[] {
  if (one.state === "draft") return one.pictures;
  const named = new Set(Object.values(one.answers?.values ?? {}).flat());
  return one.pictures.filter((picture) => !picture.question || picture.files.some((file) => named.has(file.upload)));
}

export const whole = (pictures: Picture[]): boolean => pictures.every((picture) => picture.files.every((file) => file.state === "sent"));
