/** A code on a label, read by the camera where the browser can; elsewhere the number is typed. */

interface Found {
  rawValue: string;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<Found[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options?: { formats: string[] }) => Detector;
  }
}

const FORMATS = ["qr_code", "code_128", "code_39", "data_matrix"];
const PAUSE_MS = 150;

const field = document.querySelector<HTMLInputElement>("[data-scan]");
const button = document.querySelector<HTMLButtonElement>("[data-scan-start]");
const video = document.querySelector<HTMLVideoElement>("[data-scan-video]");

if (field && button && video && window.BarcodeDetector && navigator.mediaDevices) {
  const detector = new window.BarcodeDetector({ formats: FORMATS });
  button.hidden = false;
  button.addEventListener("click", () => void scan(detector, field, video));
}

/** Looks until something is read, then asks for it. A camera that is refused leaves the field to be typed in. */
async function scan(detector: Detector, field: HTMLInputElement, video: HTMLVideoElement): Promise<void> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    field.focus();
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  for (;;) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found?.rawValue) {
      stream.getTracks().forEach((track) => track.stop());
      field.value = found.rawValue;
      field.form?.requestSubmit();
      return;
    }
    await new Promise((next) => setTimeout(next, PAUSE_MS));
  }
}

export {};
