/**
 * Exit this page, in the manner of GOV.UK's component: a real link that works without script; with it an overlay at once,
 * a cleared title, and `location.replace`, so that Back does not come here again. Also by Shift three times.
 */

const WITHIN_MS = 5000;

/** Wires the link of the shell; also its skip link, whose `#main` would take the key's place in the address. */
export function wireExit(): void {
  const go = document.querySelector<HTMLAnchorElement>("[data-exit]");
  document.querySelector("[data-skip]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const main = document.querySelector<HTMLElement>("main");
    (main?.querySelector<HTMLElement>("h1[tabindex]") ?? main)?.focus();
  });
  if (go === null) return;
  const leave = (): void => {
    document.documentElement.classList.add("leaving");
    document.title = " ";
    document.querySelector("main")?.replaceChildren();
    location.replace(go.href);
  };
  go.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses: number[] = [];
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
    if (presses.length >= 3) leave();
  });
  document.querySelector(".exit__how")?.removeAttribute("hidden");
}
