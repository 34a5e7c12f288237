/** What the phone keeps: entries (drafts, waiting, sent), their pictures, the tasks as of some time, rounds walked. */

export type Kind = "report" | "accept" | "report_in" | "finish" | "return" | "note" | "pass" | "fail";
export type EntryState = "draft" | "waiting" | "sent" | "refused" | "conflict";
export type FileState = "waiting" | "sending" | "sent" | "failed";
export type Fix = { lon: number; lat: number; accuracy_m: number; at: string; elapsed_s: number };

export type PictureFile = {
  upload: string;
  role: "shown" | "original";
  size: number;
  sha256: string;
  state: FileState;
  received: number;
  said: string;
};

/** The question that a picture answers, in the words it was asked in. */
export type Asked = { form: string; code: string; zh: string; en: string };

export type Picture = {
  id: string;
  /** Not there: a picture of the report or result itself. */
  question?: Asked;
  name: string;
  taken_at: string;
  fix: Fix | null;
  camera_sha256: string;
  thumb: string;
  files: PictureFile[];
};

export type Entry = {
  key: string;
  person: string;
  kind: Kind;
  state: EntryState;
  made_at: string;
  changed_at: string;
  zone: string;
  number: string;
  part: number | null;
  title: string;
  text: string;
  intake: string;
  category: string;
  place_text: string;
  doorplate: string;
  lon: number | null;
  lat: number | null;
  fix: Fix | null;
  pictures: Picture[];
  /** What was typed to the extra questions, by form and question; kept when the kind changes and changes back. */
  answered?: Record<string, Record<string, string[]>>;
  /** The answers that are sent, settled when the entry is given to the queue. */
  answers?: Answered | null;
  /** The number of the matter this report supports; "" once the worker said that it is a new one. */
  support?: string;
  /** Which field a refusal named. */
  wrong?: string;
  /** The case it became or belongs to, once the record itself was taken in. */
  arrived: string;
  sent_at: string;
  said: string;
  tries: number;
};

/** Answers to one version of a form, as typed. */
export type Answered = { form: string; version: number; values: Record<string, string[]> };

export type Kept = { id: string; bytes: ArrayBuffer; type: string };
export type Me = { person: string; name: string };

export type Settings = { network: "any" | "wifi"; size: "1024" | "2048" | "original"; stamp: boolean };
export const SETTINGS: Settings = { network: "any", size: "2048", stamp: true };

export type Step = { zh: string; en: string; at: string; who: string; note: string; unit_zh: string; unit_en: string; seq: number };
export type Matter = {
  title: string;
  text: string;
  place: string;
  lon: number | null;
  lat: number | null;
  state: string;
  state_zh: string;
  state_en: string;
  end: boolean;
  created_at: string;
  due_at: string;
  warn_at: string;
  kind_zh: string;
  kind_en: string;
  photos: string[];
  way: Step[];
};
export type Part = { number: string; part: number; lead: boolean; started: boolean; mine: boolean; due_at: string; called?: boolean; report_by?: string; may?: string[]; until?: string };
export type KindOf = { code: string; zh: string; en: string; hint_zh: string; hint_en: string; form?: string };
export type Named = { zh: string; en: string };
export type Condition = { field: string; is?: string[]; at_least?: number; at_most?: number };
export type QuestionOf = {
  code: string; kind: string; label: Named; help?: Named; required?: boolean; unit?: Named; least?: number; most?: number; decimals?: number;
  longest?: number; past?: boolean; choices?: { code: string; label: Named }[]; call?: string; shown_when?: Condition[];
};
/** A form as the server has it (`forms/rules/spec.py`), in the version that was asked when the tasks were read. */
export type FormOf = { code: string; version: number; name: Named; intro?: Named; fields: QuestionOf[] };
export type Intake = { code: string; zh: string; en: string; kinds: KindOf[] };
export type Tasks = {
  person: string;
  as_of: string;
  may_report: boolean;
  where_zh: string;
  where_en: string;
  parts: Part[];
  checks: string[];
  own: string[];
  cases: Record<string, Matter>;
  intakes: Intake[];
  /** Not there in what an earlier version of the app kept. */
  forms?: Record<string, FormOf>;
};

export type Point = { patrol: string; n: number; lon: number; lat: number; accuracy_m: number; at: string };
export type Round = { id: string; person: string; started_at: string; ended_at: string; zone: string; sent: number };
