// What a visitor does on the way from a piece to a paid order, by the names that the pages show.

import { randomUUID } from "node:crypto";
import { expect, test, type FrameLocator, type Locator, type Page } from "@playwright/test";

export type Way = "Card or wallet" | "Stripe’s payment page" | "Bank transfer";

/** Whether this test's browser runs scripts. */
export function scripts(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Where scripts run, waits until the page's islands listen: a slow machine clicks earlier, and gets the plain form. */
export async function hydrated(page: Page): Promise<void> {
  if (scripts()) await expect(page.locator("html")).toHaveAttribute("data-hydrated", "");
}

/** Marks the page that is open. Where scripts run the mark is there until another page is loaded. */
export async function mark(page: Page): Promise<void> {
  if (scripts()) await page.evaluate(() => document.documentElement.setAttribute("data-marked", ""));
}

/** The page that was marked is the one that is open still; without scripts every answer is another page. */
export async function expectMarked(page: Page): Promise<void> {
  if (scripts()) await expect(page.locator("html")).toHaveAttribute("data-marked", "");
}

/** An address of its own for each test, so that its mails can be told from those of others. */
export function someone(): string {
  return `visitor-${randomUUID()}@journeys.example`;
}

/** Puts one unit of the piece at `/shop/{slug}` into the cart; `variant` begins the name of the choice. */
export async function addToCart(page: Page, slug: string, variant?: string): Promise<void> {
  await page.goto(`/shop/${slug}`);
  await hydrated(page);
  if (variant) await page.getByRole("radio", { name: variant }).check();
  await page.getByRole("button", { name: "Add to cart", exact: true }).click();
  // The drawer where scripts run, the cart's page elsewhere.
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Check out" })).toBeVisible();
}

/** Types who buys and where it goes into the checkout that is open. */
export async function fillAddress(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  const goesTo = page.getByRole("region", { name: "Where it goes" });
  await goesTo.getByLabel("Full name").first().fill("Imke Probst");
  await goesTo.getByLabel("Street and house number").first().fill("4 Kiln Lane");
  await goesTo.getByRole("combobox", { name: "Country" }).first().selectOption("United Kingdom");
  await goesTo.getByLabel("Postcode").first().fill("SW1A 1AA");
  await goesTo.getByLabel("Town or city").first().fill("London");
}

/** The button that places the order, once it says what the order costs. */
export function placeButton(page: Page): Locator {
  return page.getByRole("button", { name: /^Place order and pay €/ });
}

/** From the cart to a placed order that waits to be paid in `way`; answers with the total that was agreed to. */
export async function placeOrder(page: Page, way: Way, email = someone()): Promise<string> {
  await page.goto("/checkout");
  await fillAddress(page, email);
  if (!scripts()) await page.getByRole("button", { name: "Update delivery and total" }).click();
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await page.getByRole("radio", { name: way }).check();
  await expect(placeButton(page)).toBeEnabled();
  const total = (await placeButton(page).innerText()).replace("Place order and pay ", "");
  await placeButton(page).click();
  await page.waitForURL(/\/(checkout\/pay|o|sandbox\/checkout)\//);
  return total;
}

/** The card fields in the provider's frame. */
export function cardFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="Secure payment input frame"]');
}

/** Types a card into `fields`: the frame, or the provider's own page. */
export async function typeCard(fields: FrameLocator | Page, number: string): Promise<void> {
  await fields.getByLabel("Card number").fill(number);
  await fields.getByLabel("Expiration date").fill("12 / 34");
  await fields.getByLabel("Security code").fill("123");
}

/** The shop's own button under the card fields. */
export function payButton(page: Page): Locator {
  return page.getByRole("button", { name: /^Pay €/ });
}

/** Pays the order whose payment page is open with a card, without waiting for what comes of it. */
export async function payByCard(page: Page, number: string): Promise<void> {
  await typeCard(cardFrame(page), number);
  await payButton(page).click();
}

/** The button on the provider's own page. */
export function providersPayButton(page: Page): Locator {
  return page.getByRole("button", { name: /^Pay €[\d.,]+$/ });
}

/** From the shop's payment page to the provider's, unless the order led there at once. */
export async function toProvider(page: Page): Promise<void> {
  const on = page.getByRole("button", { name: /^Go on to pay €/ });
  if (!page.url().includes("/sandbox/")) await on.click();
  await page.waitForURL(/\/sandbox\/checkout\//);
}

/** The order's page says that it is paid; a slow bank is given a few looks. */
export async function expectPaid(page: Page): Promise<void> {
  await page.waitForURL(/\/o\//);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Paid, thank you\./, { timeout: 500 });
  }).toPass();
  await expect(page.getByRole("listitem").filter({ hasText: "Paid – done" })).toHaveAttribute("aria-current", "step");
}

/** Waits for a mail to `email` whose subject fits, and opens it as the shop's mail page shows it. */
export async function openMail(page: Page, email: string, subject: RegExp): Promise<void> {
  const mail = page.getByRole("listitem").filter({ hasText: `to ${email}` }).getByRole("link", { name: subject });
  await expect(async () => {
    await page.goto("/dev/mail");
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await mail.click();
}
