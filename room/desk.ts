// The desk's pages, a little quicker: the page is kept after every pause in writing, and shown as it will look. Without
// this script everything is there as well, behind a button.

const PAUSE = 250; // milliseconds without a key after which the page is sent; a picture is back well within a second

/** Sends a form's fields to the desk and gives the page that comes back; no text of it is ever run or parsed here. */
function ask(method: string, address: string, fields?: URLSearchParams): Promise<{ status: number; page: Document | null }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = "document";
    if (fields !== undefined) request.setRequestHeader("content-type", "application/x-www-form-urlencoded;charset=utf-8");
    request.onload = () => resolve({ status: request.status, page: request.responseXML });
    request.onerror = () => reject(new Error());
    request.send(fields?.toString());
  });
}

/** Puts a part of a page that came back into the place of the one that is here, once its pictures are there. */
async function exchange(id: string, page: Document): Promise<void> {
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (fresh === null || old === null) return;
  const mine = document.importNode(fresh, true);
  await Promise.all([...mine.querySelectorAll("img")].map((picture) => picture.decode().catch(() => undefined)));
  if (!old.contains(document.activeElement)) old.replaceWith(mine);
}

function write(form: HTMLFormElement, text: HTMLTextAreaElement): void {
  const address = form.dataset["beside"] ?? "";
  const how = document.getElementById("how");
  const wrong = document.getElementById("wrong");
  let sent = text.value;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let busy = false;

  const say = (where: HTMLElement | null, words: string): void => {
    if (where !== null && where.textContent !== words) where.textContent = words;
  };
  const fields = (): URLSearchParams => new URLSearchParams([["ours", own], ["text", text.value]]);
  const own = form.querySelector<HTMLInputElement>("input[name=ours]")?.value ?? "";

  async function send(): Promise<void> {
    waiting = undefined;
    if (busy || text.value === sent) return;
    busy = true;
    const said = text.value;
    try {
      const { status, page } = await ask("POST", address, fields());
      if (status === 200 && page !== null) {
        sent = said;
        say(wrong, "");
        say(how, page.getElementById("beside")?.dataset["kept"] ?? "");
        await exchange("beside", page);
      } else {
        say(wrong, form.dataset["locked"] ?? "");
      }
    } catch {
      say(wrong, form.dataset["lost"] ?? "");
    }
    busy = false;
    if (text.value !== said) later();
  }
  function later(): void {
    if (waiting !== undefined) clearTimeout(waiting);
    waiting = setTimeout(() => void send(), PAUSE);
  }

  text.addEventListener("input", later);
  form.addEventListener("submit", () => { sent = text.value; });
  addEventListener("pagehide", () => {
    if (text.value !== sent) navigator.sendBeacon(address, fields());
  });
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-insert]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const words = button.dataset["insert"] ?? "";
      text.focus();
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
      later();
    });
  }
}

/** A part of a page that tells how far something is: asked for again while it goes on. */
function follow(part: HTMLElement): void {
  setTimeout(async () => {
    try {
      const { status, page } = await ask("GET", part.dataset["follow"] ?? "");
      if (status === 200 && page !== null) await exchange(part.id, page);
    } catch {
      // The desk was stopped. What it had done stays done; the page says so when it is loaded again.
    }
    const now = document.getElementById(part.id);
    if (now?.dataset["follow"] !== undefined) follow(now);
  }, 700);
}

const form = document.querySelector<HTMLFormElement>("form[data-beside]");
const text = form?.querySelector<HTMLTextAreaElement>("textarea");
if (form && text) write(form, text);
const part = document.querySelector<HTMLElement>("[data-follow]");
if (part !== null) follow(part);

export {};
