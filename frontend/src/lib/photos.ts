/** Pictures before they are sent: looked at, made small, taken back. */

import { all, icon, make } from "./dom";
import { say, wordsOf } from "./words";

const LONGEST = 2048;
const QUALITY = 0.82;

/** A JPEG of at most 2048 px on its longer side, turned as the camera meant it; the file's EXIF is left behind. */
export async function small(file: File): Promise<File> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

export function photoTaker(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const add = input?.closest<HTMLElement>(".add");
  if (!input || !add) return;
  const words = wordsOf("report");
  const most = Number(box.dataset.max ?? 5);
  const taken: File[] = [];
  const note = make("p", { class: "small quiet", role: "status" });
  box.after(note);

  const store = (): void => {
    const list = new DataTransfer();
    for (const file of taken) list.items.add(file);
    input.files = list.files;
    add.hidden = taken.length >= most;
  };
  const show = (): void => {
    for (const old of all(".shot", box)) old.remove();
    taken.forEach((file, index) => {
      const picture = make("img", { src: URL.createObjectURL(file), alt: say(words, "picture", { n: index + 1 }) });
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      const off = make("button", { type: "button", "aria-label": say(words, "remove") }, icon("close"));
      off.addEventListener("click", () => {
        taken.splice(index, 1);
        store();
        show();
      });
      add.before(make("div", { class: "shot" }, picture, off));
    });
  };
  input.addEventListener("change", () => {
    void take([...(input.files ?? [])]);
  });
  const take = async (files: File[]): Promise<void> => {
    const buttons = all<HTMLButtonElement>("button:not([type=button])", input.form ?? document);
    for (const button of buttons) button.disabled = true;
    note.textContent = say(words, "preparing");
    let said = "";
    for (const file of files) {
      if (taken.length >= most) said = say(words, "too_many", { n: most });
      else await small(file).then((made) => taken.push(made), () => (said = say(words, "not_image")));
    }
    store();
    show();
    note.textContent = said;
    for (const button of buttons) button.disabled = false;
  };
}
