// Orders in the admin: from an order that came in to a parcel that the customer can follow.

import { expectAccessible } from "./support/accessible";
import { addToCart, expectPaid, openMail, placeOrder, scripts, someone } from "./support/buying";
import { signIn } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("a transfer arrives, the parcel leaves, and the customer is told", async ({ page, browser, baseURL, trouble }) => {
  test.slow();
  const email = someone();
  await addToCart(page, "rain-tumbler", "Single tumbler");
  const total = await placeOrder(page, "Bank transfer", email);
  await expectAccessible(page);
  if (!page.url().includes("/o/")) await page.getByRole("link", { name: /See (the|your) order/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(`Please transfer ${total}`);
  await expect(page.getByRole("main")).toContainText("IBAN");
  const number = (await page.getByRole("main").innerText()).match(/ORD-\d+/)![0];
  const order = page.url();

  const studio = await browser.newContext({ baseURL, javaScriptEnabled: scripts(), locale: "en-GB" });
  trouble.watch(studio);
  const counter = await studio.newPage();
  await counter.goto("/admin");
  await expectAccessible(counter);
  // The owner may do both; a code is good once, so each browser mode has an account of its own.
  await signIn(counter, scripts() ? "owner" : "finance", () => expectAccessible(counter));
  await expectAccessible(counter);
  await counter.getByRole("navigation", { name: "Counter" }).getByRole("link", { name: "Orders", exact: true }).click();
  await counter.getByLabel("Number, name, e-mail, town, product, tracking or payment number").fill(email);
  await counter.getByRole("button", { name: "Show", exact: true }).click();
  await expect(counter.getByRole("status").filter({ hasText: "1 order" })).toBeVisible();
  await expectAccessible(counter);
  await counter.getByRole("link", { name: number }).click();
  await expect(counter.getByRole("heading", { level: 1, name: number })).toBeVisible();
  await expectAccessible(counter);

  const confirm = counter.getByRole("button", { name: `Confirm that ${total} arrived` });
  await confirm.click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await counter.getByLabel("Where the money was seen").fill("Statement 47, line 3");
  await confirm.click();
  await expect(counter.getByText("The money is booked and the order is paid.")).toBeVisible();
  await page.goto(order);
  await expectPaid(page);

  if (!scripts()) {
    await counter.getByRole("button", { name: "Sign out" }).click();
    await signIn(counter, "fulfilment");
    await counter.goto(`/admin/orders/${number}`);
  }
  await counter.getByLabel("Carrier").fill("Parcel Post");
  await counter.getByRole("button", { name: "Mark as shipped" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(counter.getByLabel("Tracking number")).toHaveAttribute("aria-invalid", "true");
  await expect(counter.getByLabel("Carrier")).toHaveValue("Parcel Post");
  await expectAccessible(counter);
  await counter.getByLabel("Tracking number").fill("PP 4711 GB");
  await counter.getByRole("button", { name: "Mark as shipped" }).click();
  await expect(counter.getByText("Marked as shipped; the customer is being told.")).toBeVisible();
  await studio.close();

  await page.goto(order);
  await expect(page.getByRole("region", { name: "The parcel" })).toContainText("PP 4711 GB");
  await expectAccessible(page);
  await openMail(page, email, /way/);
  await expect(page.locator("pre")).toContainText("PP 4711 GB");
});

test("the counter is closed to who is not signed in", async ({ page }) => {
  for (const path of ["/admin", "/admin/orders", "/admin/products", "/admin/staff"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/admin\/login/);
  }
  await page.getByLabel("E-mail address").fill("owner@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/login/);
  await expectAccessible(page);
});
