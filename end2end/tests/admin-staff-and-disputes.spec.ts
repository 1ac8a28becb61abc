// Staff accounts, the audit log and the attention queue, in the admin.

import { randomUUID } from "node:crypto";
import { expectAccessible } from "./support/accessible";
import {
  addToCart, expectPaid, payButton, payByCard, placeOrder, providersPayButton, scripts, toProvider, typeCard,
} from "./support/buying";
import { goTo, newOwner, places, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("somebody is invited, comes to work, and leaves again @phone", async ({ page, browser, baseURL, trouble }) => {
  test.slow();
  await signInFirstTime(page, newOwner(), () => expectAccessible(page));
  await page.goto("/admin/account");
  await expectAccessible(page);
  await page.goto("/admin/confirm");
  await expectAccessible(page);

  const email = `packer-${randomUUID()}@journeys.example`;
  await goTo(page, "Staff");
  await expectAccessible(page);
  const invite = page.getByRole("region", { name: "Invite somebody" });
  await invite.getByLabel("E-mail address").fill(email);
  await invite.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(invite.getByLabel("E-mail address")).toHaveValue(email);
  await expectAccessible(page);
  await invite.getByLabel("Name").fill("Jon Ashby");
  await invite.getByLabel("Role").selectOption({ label: await roleOf(invite, "Fulfilment") });
  await invite.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Invited" })).toBeVisible();
  const member = page.getByRole("main").getByRole("listitem").filter({ hasText: email });
  const link = await member.locator("code").innerText();
  await expectAccessible(page);

  const theirs = await browser.newContext({ baseURL, javaScriptEnabled: scripts(), locale: "en-GB" });
  trouble.watch(theirs);
  const packer = await theirs.newPage();
  await signInFirstTime(packer, link);
  await expect(await places(packer)).toHaveText([
    "Today",
    "Orders",
    /^Attention/,
    /^Jobs/,
  ]);
  expect((await packer.goto("/admin/staff"))?.status()).toBe(403);
  await expect(packer.getByRole("heading", { level: 1, name: "Not yours to do" })).toBeVisible();
  await expectAccessible(packer);

  await goTo(page, "Log");
  await expect(page.getByRole("row").filter({ hasText: email }).first()).toBeVisible();
  await expectAccessible(page);

  await goTo(page, "Staff");
  await member.getByText("Change Jon Ashby").click();
  await expectAccessible(page);
  await member.getByRole("button", { name: "End this account" }).click();
  await expect(page.getByRole("status").filter({ hasText: "They can’t sign in any more" })).toBeVisible();
  await packer.goto("/admin/orders");
  await expect(packer).toHaveURL(/\/admin\/login/);
  await theirs.close();
});

/** The words of the choice that begins with a role's name. */
async function roleOf(invite: import("@playwright/test").Locator, name: string): Promise<string> {
  const all = await invite.getByLabel("Role").locator("option").allInnerTexts();
  return all.find((words) => words.startsWith(name))!;
}

test("a dispute comes up, and a person settles it @phone", async ({ page, browser, baseURL, trouble }) => {
  test.slow();
  await addToCart(page, "breakfast-plate", "Single plate");
  if (scripts()) {
    await placeOrder(page, "Card or wallet");
    await expect(payButton(page)).toBeEnabled();
    await payByCard(page, "4000 0000 0000 0259");
  } else {
    await placeOrder(page, "Stripe’s payment page");
    await toProvider(page);
    await typeCard(page, "4000 0000 0000 0259");
    await providersPayButton(page).click();
  }
  await expectPaid(page);
  const number = (await page.getByRole("main").innerText()).match(/ORD-\d+/)![0];

  const studio = await browser.newContext({
    baseURL,
    javaScriptEnabled: scripts(),
    locale: "en-GB",
    viewport: page.viewportSize(),
  });
  trouble.watch(studio);
  const counter = await studio.newPage();
  await signInFirstTime(counter, newOwner());
  const entry = counter.getByRole("main").getByRole("listitem").filter({ hasText: number });
  await expect(async () => {
    await counter.goto("/admin/attention");
    await expect(entry).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(counter);
  await entry.getByText("Settle this").click();
  await entry.getByRole("button", { name: "Settled" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(entry.getByLabel("What was done about it")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(counter);
  await counter.goto("/admin");
  await expect(counter.getByRole("heading", { name: "Needs you" })).toBeVisible();
  await expectAccessible(counter);
  await counter.goto("/admin/attention");
  await entry.getByText("Settle this").click();
  await entry.getByLabel("What was done about it").fill("The customer was written to.");
  await entry.getByRole("button", { name: "Settled" }).click();
  await expect(counter.getByRole("status").filter({ hasText: "Settled, and the log has your sentence." })).toBeVisible();
  await expect(entry).toHaveCount(0);

  await goTo(counter, "Jobs");
  await expect(counter.getByText("No job was given up.", { exact: false })).toBeVisible();
  await expectAccessible(counter);
  await goTo(counter, "Log");
  await expect(counter.getByText("The customer was written to.").first()).toBeVisible();
  await studio.close();
});
