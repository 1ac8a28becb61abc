// A customer's account: made, used for an order, entered in other ways, and left.

import { PASSWORD, linkFromMail, register, signOut } from "./support/account";
import { expectAccessible } from "./support/accessible";
import { addToCart, hydrated, openMail, placeButton, placeOrder, scripts, someone } from "./support/buying";
import { expect, test } from "./support/fixtures";

test("an account is made, and the checkout knows it @phone", async ({ page }) => {
  test.slow();
  const email = someone();
  await addToCart(page, "cherry-spoon");
  await page.goto("/shop");
  await page.getByRole("link", { name: "Sign in" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Make an account" }).click();
  await page.getByRole("button", { name: "Make an account" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await register(page, email, () => expectAccessible(page));
  await expect(page.getByRole("status").filter({ hasText: "your account is ready" })).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();

  await page.getByRole("link", { name: "Addresses" }).click();
  await page.getByRole("link", { name: "Write an address" }).click();
  await page.getByLabel("Street and house number").fill("4 Kiln Lane");
  await page.getByRole("combobox", { name: "Country" }).selectOption("Germany");
  await page.getByLabel("Postal code").or(page.getByLabel("Postcode")).fill("04177");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByRole("alert"), "the town is missing").toBeFocused();
  await page.getByLabel("Town or city").fill("Leipzig");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Parcels go there")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/checkout");
  await hydrated(page);
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await expect(page.getByLabel("Town or city").first()).toHaveValue("Leipzig");
  await page.getByLabel("Street and house number").first().fill("Typed wrongly");
  await page.getByRole("button", { name: "Use this address" }).click();
  await expect(page.getByLabel("Street and house number").first()).toHaveValue("4 Kiln Lane");
  await expectAccessible(page);
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await expect(placeButton(page)).toBeEnabled();
  await placeButton(page).click();
  await page.waitForURL(/\/o\//);

  await page.goto("/orders");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: /^ORD-/ }).click();
  await expect(page).toHaveURL(/\/orders\/ORD-\d+$/);
  await page.getByText("Cancel this order").click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This order was cancelled.");
});

test("older orders follow when they are asked for", async ({ page }) => {
  test.slow();
  const headers = { "sec-fetch-site": "same-origin" };
  const send = (path: string, form: Record<string, string>) => page.request.post(path, { form, headers, maxRedirects: 0 });
  const buyer = {
    email: someone(), full_name: "Imke Probst", line1: "4 Kiln Lane", city: "Berlin", postal_code: "10115", country: "DE",
  };
  // Each is cancelled again, so that others can buy the piece.
  for (let order = 0; order < 11; order += 1) {
    await send("/cart", { action: "add", sku: "PRT-WREN", quantity: "1" });
    const form = { step: "place", ...buyer, shipping_method: "home-post", payment_method: "bank_transfer" };
    const placed = await send("/checkout", form);
    expect(placed.status()).toBe(303);
    expect((await send(placed.headers()["location"]!, { action: "cancel" })).status()).toBe(303);
  }
  await page.goto("/orders");
  const orders = page.getByRole("main").getByRole("link", { name: /ORD-/ });
  await expect(orders).toHaveCount(10);
  await hydrated(page);
  await page.getByRole("link", { name: "Older orders" }).click();
  // Below the others where scripts run, else on a page of its own.
  await expect(orders).toHaveCount(scripts() ? 11 : 1);
  if (scripts()) await expect(orders.last()).toBeFocused();
  await expectAccessible(page);
  await expect(page.getByRole("link", { name: "Older orders" })).toBeHidden();
  await orders.last().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This order was cancelled.");
});

test("a code and a new password open an account too", async ({ page }) => {
  test.slow();
  const email = someone();
  await register(page, email);
  await addToCart(page, "cherry-spoon");
  await signOut(page);

  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send me a code instead" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your code" })).toBeVisible();
  await expectAccessible(page);
  const typing = page.url();
  await openMail(page, email, /^Your code/);
  const code = (await page.locator("pre").innerText()).match(/\b\d{3} \d{3}\b/)![0];
  await page.goto(typing);
  await page.getByLabel("Code").fill("1");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This code is not right").first()).toBeVisible();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Your cart from last time is back: 1 piece." })).toBeVisible();

  await signOut(page);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByText("A mail is on its way.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(await linkFromMail(page, email, /^Set a new password/));
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Set it and sign in" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel("New password").fill("walnut seventeen harbour moss");
  await page.getByRole("button", { name: "Set it and sign in" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your new password is set" })).toBeVisible();
  await signOut(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("do not belong together")).toBeVisible();
});

test("after signing out nothing of the account waits behind Back", async ({ page }) => {
  test.slow();
  await register(page, someone());
  await page.goto("/account/addresses");
  const list = await page.context().newPage();
  await list.goto("/shop");
  await expect(list.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();
  await signOut(page);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  if (!scripts()) return;
  // As a browser brings back a page that it had put aside: it still shows who was signed in, and reloads.
  await expect(list.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();
  await list.evaluate(() => {
    setTimeout(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })), 0);
  });
  await expect(list.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("a guest’s order is taken over, and the account is left", async ({ page }) => {
  test.slow();
  const email = someone();
  await addToCart(page, "cherry-spoon");
  await placeOrder(page, "Bank transfer", email);
  await register(page, email);
  await page.getByRole("link", { name: "Look at what can join your account" }).click();
  await expect(page.getByRole("heading", { name: "Placed without signing in" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Keep them in my account" }).click();
  await expect(page.getByRole("status").filter({ hasText: "They are in your account now." })).toBeVisible();

  await page.goto("/account/profile");
  await page.getByLabel("Your name").fill("Imke P. Probst");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();

  await page.goto("/account/security");
  await expect(page.getByText("This browser")).toBeVisible();
  await expect(page.getByText(/Still on their way: ORD-/)).toBeVisible();
  await expectAccessible(page);
  await page.goto("/account/confirm?next=/account/security");
  await expectAccessible(page);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  const [file] = scripts()
    ? await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download everything" }).click()])
    : [undefined];
  if (file) expect(file.suggestedFilename()).toBe("my-account.json");
  await page.getByText("Delete this account").click();
  await page.getByRole("button", { name: "Yes, delete it" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your account is deleted." })).toBeVisible();
  await page.goto("/orders");
  await expect(page.getByText("Nothing was ordered in this browser yet.")).toBeVisible();
});
