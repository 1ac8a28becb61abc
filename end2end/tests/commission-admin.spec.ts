// Custom orders as the artisan works on them in the admin, from a request to a parcel.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { agree, payPart } from "./support/quotes";
import { scripts, someone } from "./support/buying";
import { goTo } from "./support/admin";
import { expect, test } from "./support/fixtures";
import { png } from "./support/pictures";
import { address } from "./support/shop";
import { signedIn } from "./support/studio";

const CLAY = { name: "bench.png", mimeType: "image/png", buffer: png(240, [150, 80, 50]) };

/** A request as its customer's page sends it; answers where its thread is. */
async function wish(page: Page, email: string): Promise<string> {
  const form = {
    name: "Imke Probst",
    email,
    description: "A collar of moss green beads for a wedding in May",
    country: "DE",
  };
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await page.request.post("/custom", { form, headers, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);
  return answer.headers()["location"]!;
}

/** The counter in a window of the artisan's own. */
async function workbench(browser: Browser, page: Page): Promise<{ context: BrowserContext; counter: Page }> {
  const context = await browser.newContext({
    baseURL: address(),
    storageState: await signedIn(browser),
    javaScriptEnabled: scripts(),
    viewport: page.viewportSize(),
    locale: "en-GB",
  });
  return { context, counter: await context.newPage() };
}

/** Loads the page until the other side's step has arrived. */
async function becomes(counter: Page, button: string): Promise<void> {
  await expect(async () => {
    await counter.reload();
    await expect(next(counter).getByText(button, { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
}

function next(counter: Page) {
  return counter.getByRole("region", { name: "Next" });
}

test("the workbench quotes, makes and ships a piece @phone", async ({ page, browser, trouble }) => {
  test.slow();
  test.setTimeout(240_000);
  const email = someone();
  const thread = await wish(page, email);
  const { context, counter } = await workbench(browser, page);
  trouble.watch(context);
  // What comes to nothing because a price can't be read may have been asked for before the form is sent.
  trouble.expect(/422 .*\/_fn\/admin\/commission\/totals/);

  await counter.goto("/admin");
  await expect(counter.getByRole("region", { name: "Custom orders: your turn" })).toBeVisible();
  await expectAccessible(counter);
  await goTo(counter, "Custom orders");
  await counter.getByLabel("Number, name, e-mail address or words of the request").fill(email);
  await counter.getByLabel("Order", { exact: true }).selectOption("State");
  await counter.getByRole("button", { name: "Show", exact: true }).click();
  await expect(counter.getByRole("status").filter({ hasText: "1 custom order" })).toBeVisible();
  await expectAccessible(counter);
  await counter.getByRole("main").getByRole("link", { name: /^CUS-/ }).click();
  await expect(counter.getByText("moss green beads for a wedding")).toBeVisible();
  await expectAccessible(counter);

  const write = counter.getByRole("region", { name: "Write to Imke" });
  await write.getByRole("button", { name: "Send", exact: true }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expectAccessible(counter);
  await write.getByLabel("Words").fill("A <narrow> neck?");
  await write.getByLabel("Pictures").setInputFiles(CLAY);
  if (scripts()) await expect(counter.getByRole("progressbar")).toHaveCount(0);
  await write.getByRole("button", { name: "Send", exact: true }).click();
  await expect(counter.getByText("Sent. Your customer gets it by mail as well.")).toBeVisible();
  await expect(counter.getByRole("region", { name: "Thread" })).toContainText("A <narrow> neck?");
  await expect(counter.getByRole("region", { name: "Thread" }).getByRole("img", { name: /.+/ })).toHaveJSProperty("complete", true);

  // A quote is a draft until it was read once more, approved and sent.
  await next(counter).getByRole("link", { name: "Write the quote" }).click();
  await counter.getByLabel("What", { exact: true }).first().fill("Bead collar");
  await counter.getByLabel("Material, measure, colour").first().fill("Glass, moss green");
  await counter.getByLabel("Price of one").first().fill("a lot");
  await counter.getByRole("button", { name: "Go on to approve it" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(counter.getByLabel("Price of one").first()).toHaveValue("a lot");
  await expectAccessible(counter);
  await counter.getByLabel("Price of one").first().fill("€1,111.11");
  await counter.getByLabel("Shipping", { exact: false }).first().fill("6.90");
  if (!scripts()) await counter.getByRole("button", { name: "Work out the total" }).click();
  await expect(counter.getByRole("complementary", { name: "What it comes to" })).toContainText("€1,118.01");
  await counter.getByRole("button", { name: "Save the draft" }).click();
  await expect(counter.getByText("The draft is saved.")).toBeVisible();
  await expectAccessible(counter);
  await counter.getByRole("button", { name: "Go on to approve it" }).click();
  await expect(counter.getByRole("heading", { level: 1, name: "Send quote 1?" })).toBeVisible();
  await expectAccessible(counter);
  await page.goto(thread);
  await expect(page.getByRole("button", { name: /^Accept/ })).toHaveCount(0);
  await counter.getByRole("button", { name: "Approve and send for €1,118.01" }).click();
  await expect(counter.getByText("The quote is sent.")).toBeVisible();
  await expectAccessible(counter);

  await page.goto(thread);
  await agree(page);
  await payPart(page);
  await becomes(counter, "Begin making it");
  await next(counter).getByRole("button", { name: "Begin making it" }).click();
  await expect(counter.getByText("The making has begun.")).toBeVisible();
  await next(counter).getByRole("link", { name: "Show progress" }).click();
  await expect(write.getByRole("radio", { name: "Progress Shows" })).toBeChecked();
  await write.getByRole("radio", { name: "Progress, to be approved" }).check();
  await write.getByLabel("Words").fill("The first rows.");
  await write.getByRole("button", { name: "Send", exact: true }).click();
  await expect(counter.getByText("Your customer is asked whether it is right.")).toBeVisible();
  await expectAccessible(counter);
  await page.goto(thread);
  await page.getByRole("button", { name: "Yes, I like it" }).click();
  await becomes(counter, "It is finished");
  await next(counter).getByRole("link", { name: "It is finished" }).click();
  await expect(write.getByRole("radio", { name: "It is finished" })).toBeChecked();
  await write.getByRole("button", { name: "Send", exact: true }).click();
  await expect(counter.getByText("asked for what is left to pay")).toBeVisible();

  await page.goto(thread);
  await page.getByRole("link", { name: /^Pay the balance/ }).first().click();
  await payPart(page);
  await becomes(counter, "Ship it or hand it over");
  await next(counter).getByRole("link", { name: "Ship it or hand it over" }).click();
  await expectAccessible(counter);
  await counter.getByLabel("Carrier").fill("Parcel Post");
  await counter.getByRole("button", { name: "It has left" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(counter.getByLabel("Carrier")).toHaveValue("Parcel Post");
  await counter.getByLabel("Tracking number").fill("PP 0815 DE");
  await counter.getByRole("button", { name: "It has left" }).click();
  await expect(counter.getByText("It has left your hands")).toBeVisible();
  await expectAccessible(counter);
  await context.close();
});

test("several requests are answered at once, each reported on", async ({ page, browser, trouble }) => {
  const email = someone();
  for (let n = 0; n < 2; n += 1) await wish(page, email);
  const { context, counter } = await workbench(browser, page);
  trouble.watch(context);
  await counter.goto(`/admin/commissions?q=${encodeURIComponent(email)}`);
  const boxes = counter.getByRole("checkbox", { name: /^Choose CUS-/ });
  await expect(boxes).toHaveCount(2);
  await boxes.first().check();
  await boxes.last().check();
  await counter.getByText("Do not take them on").first().click();
  await counter.getByRole("button", { name: "Do not take them on" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(boxes.first()).toBeChecked();
  await expectAccessible(counter);
  await counter.getByLabel("Why").fill("The kiln rests until spring.");
  await counter.getByRole("button", { name: "Do not take them on" }).click();
  await expect(counter.getByRole("status").filter({ hasText: "not taken on" }).getByRole("listitem")).toHaveCount(2);
  await counter.goto("/admin/commissions/desk");
  await expectAccessible(counter);
  await counter.getByLabel("Pieces a week").fill("none");
  await counter.getByRole("button", { name: "Save" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(counter.getByLabel("Pieces a week")).toHaveValue("none");
  await context.close();
});
