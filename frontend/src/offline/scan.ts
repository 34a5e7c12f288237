/** Read the plate at the door with the camera, where the browser can read codes; typing it works everywhere. */

import { make } from "../lib/dom";
import { tell } from "./entries";
import { button, note } from "./ui";

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
const PAUSE = 250;

/** A button that opens the camera, or null. */
export function scanner(found: (text: string) => void): HTMLElement | null {
  const Kind = (window as unknown as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector;
  if (!Kind || !navigator.mediaDevices?.getUserMedia) return null;
  const press = button(tell("scan"), () => look(new Kind({ formats: ["qr_code"] }), found), "", "camera");
  press.dataset.scan = "";
  return press;
}

async function look(detector: Detector, found: (text: string) => void): Promise<void> {
  const video = make("video", { class: "scan", playsinline: "", muted: "" });
  const box = make("dialog", { class: "dialog", "aria-label": tell("scan") }, video, make("p", {}, tell("scan_help")));
  box.append(button(tell("scan_stop"), () => box.close()));
  document.body.append(box);
  box.showModal();
  let stream: MediaStream | null = null;
  box.addEventListener("close", () => {
    stream?.getTracks().forEach((track) => track.stop());
    box.remove();
  });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    while (box.open) {
      const codes = await detector.detect(video).catch(() => []);
      if (codes[0]) {
        found(codes[0].rawValue.trim().slice(0, 300));
        box.close();
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    video.replaceWith(note(tell("no_camera"), "warning"));
  }
}
