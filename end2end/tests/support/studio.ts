// The studio's side of a custom order, done by sending the forms of its pages, signed in as the demo's artisan.

import { expect, request, type APIRequestContext, type Browser } from "@playwright/test";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { signIn } from "./admin";
import { address, home } from "./shop";

/** A quote of one line; what is not named is as the studio usually writes it. */
export interface Quote {
  price: string;
  title?: string;
  note?: string;
  leadDays?: string;
}

/** A code is good once, so one sign-in serves every journey: the first to come makes it, the others wait for it. */
export async function signedIn(browser: Browser): Promise<string> {
  const state = join(home(), "studio.json");
  try {
    mkdirSync(`${state}.taken`);
  } catch {
    await expect(() => expect(existsSync(state)).toBe(true)).toPass({ timeout: 60_000 });
    return state;
  }
  const context = await browser.newContext({ baseURL: address(), locale: "en-GB" });
  await signIn(await context.newPage(), "artisan");
  await context.storageState({ path: `${state}.new` });
  renameSync(`${state}.new`, state);
  await context.close();
  return state;
}

export class Studio {
  private constructor(private readonly calls: APIRequestContext) {}

  static async open(browser: Browser): Promise<Studio> {
    const storageState = await signedIn(browser);
    const extraHTTPHeaders = { "sec-fetch-site": "same-origin" };
    return new Studio(await request.newContext({ baseURL: address(), storageState, extraHTTPHeaders }));
  }

  async close(): Promise<void> {
    await this.calls.dispose();
  }

  private async sends(number: string, page: string, form: Record<string, string>): Promise<void> {
    const answer = await this.calls.post(`/admin/commissions/${number}${page}`, { form, maxRedirects: 0 });
    expect(answer.status(), `${form.action}: ${await answer.text()}`).toBe(303);
  }

  async quotes(number: string, quote: Quote): Promise<void> {
    const form = {
      line_title: quote.title ?? "Bead collar",
      line_detail: "Glass, moss green",
      line_quantity: "1",
      line_price: quote.price,
      currency: "EUR",
      shipping: "6.90",
      shipping_method: "Insured parcel",
      lead_days: quote.leadDays ?? "21",
      valid_days: "14",
      plan: "deposit_and_balance",
      deposit_percent: "30",
      terms: "Colours vary a little from screen to bead.",
      back_before_start: "100",
      back_while_making: "50",
      back_when_ready: "0",
      back_if_studio_cancels: "100",
      note: quote.note ?? "This would be a joy to make.",
    };
    await this.sends(number, "/quote/send", { action: "send", ...form });
  }

  async says(number: string, body: string): Promise<void> {
    await this.sends(number, "", { action: "write", as: "message", body });
  }

  async begins(number: string): Promise<void> {
    await this.sends(number, "", { action: "begin" });
  }

  /** Shows the work, with `picture` if there is one, and asks for a yes. */
  async shows(number: string, body: string, picture?: Buffer): Promise<void> {
    const key = picture ? await this.uploads(picture) : "";
    await this.sends(number, "", { action: "write", as: "approval", body, upload_key: key });
  }

  private async uploads(picture: Buffer): Promise<string> {
    const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
    const pictures = { name: "bench.png", mimeType: "image/png", buffer: picture };
    const answer = await this.calls.post("/custom/pictures", { multipart: { upload_key: key, pictures } });
    expect(answer.status()).toBe(200);
    return key;
  }

  async finishes(number: string): Promise<void> {
    await this.sends(number, "", { action: "write", as: "finished", body: "It is finished." });
  }

  async ships(number: string): Promise<void> {
    await this.sends(number, "/ship", { action: "ship", carrier: "Parcel Post", tracking_number: "PP 0815 DE" });
  }
}
