/** A button that opens the browser's print dialog; without this script people use the browser's own menu. */

export function printer(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
