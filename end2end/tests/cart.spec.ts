// The cart: what is put in, changed and taken out, and what others do to it meanwhile.

import { expectAccessible } from "./support/accessible";
import { addToCart, hydrated, placeOrder, scripts } from "./support/buying";
import { expect, test } from "./support/fixtures";

test("pieces are added, changed and removed @phone", async ({ page }) => {
  // A piece that no journey orders: there are always more of it.
  await addToCart(page, "hearth-lighter-sleeve");
  await page.goto("/cart");
  await hydrated(page);
  await expect(page.getByRole("link", { name: "Hearth lighter sleeve" })).toBeVisible();
  await expectAccessible(page);

  const subtotal = page.getByRole("main").getByText("Subtotal").locator("..");
  const one = await subtotal.innerText();
  const more = page.getByRole("button", { name: "One more of Hearth lighter sleeve" });
  const fewer = page.getByRole("button", { name: "One fewer of Hearth lighter sleeve" });
  await expect(fewer).toBeDisabled();
  await more.click();
  await expect(page.getByRole("main").getByText("Quantity 2")).toBeVisible();
  await expect(subtotal).not.toHaveText(one);
  if (scripts()) await expect(more, "the keyboard stays where it was").toBeFocused();
  await fewer.click();
  await expect(page.getByRole("main").getByText("Quantity 1")).toBeVisible();

  await page.getByRole("button", { name: "Remove Hearth lighter sleeve" }).click();
  await expect(page.getByRole("main").getByText("There is nothing in it yet.")).toBeVisible();
  await expectAccessible(page);
});

test("an empty cart can’t be checked out", async ({ page }) => {
  await page.goto("/checkout");
  await expect(page.getByRole("heading", { level: 1, name: "Your cart is empty" })).toBeVisible();
  await expectAccessible(page);
});

test("the drawer shows what was added and gives the page back @script @phone", async ({ page }) => {
  await addToCart(page, "hearth-lighter-sleeve");
  const drawer = page.getByRole("dialog", { name: "Your cart" });
  await expect(drawer.getByRole("link", { name: "Hearth lighter sleeve" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Hearth lighter sleeve is in your cart." })).toBeAttached();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("link", { name: "Cart 1 piece" })).toBeVisible();
});

test("a piece with nothing to choose goes into the cart from its card @phone", async ({ page }) => {
  await page.goto("/categories/prints?in_stock=1");
  await expect(page.getByRole("link", { name: /^Choose: / }).first()).toBeVisible();
  await page.goto("/shop?q=cherry+cooking+spoon");
  await page.getByRole("button", { name: "Add to cart: Cherry cooking spoon" }).click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Check out" })).toBeVisible();
  await page.goto("/cart");
  await expect(page.getByRole("main").getByText("Quantity 1")).toBeVisible();
});

test("two tabs show the same cart @script", async ({ page, context }) => {
  await addToCart(page, "high-tide-lighter-sleeve");
  await page.goto("/cart");
  await hydrated(page);
  const other = await context.newPage();
  await other.goto("/cart");
  await hydrated(other);
  await expect(other.getByRole("link", { name: "High Tide lighter sleeve" })).toBeVisible();

  await other.getByRole("button", { name: "One more of High Tide lighter sleeve" }).click();
  await expect(page.getByRole("link", { name: "Cart 2 pieces" })).toBeVisible();
  await expect(page.getByRole("main").getByText("Quantity 2")).toBeVisible();

  await page.getByRole("button", { name: "Remove High Tide lighter sleeve" }).click();
  await expect(other.getByRole("main").getByText("There is nothing in it yet.")).toBeVisible();
});

test("no more can be asked for than there are", async ({ page }) => {
  await addToCart(page, "first-stars-lighter-sleeve");
  await page.goto("/cart");
  await hydrated(page);
  const more = page.getByRole("button", { name: "One more of First Stars lighter sleeve" });
  await more.click();
  await expect(page.getByRole("main").getByText("Quantity 2")).toBeVisible();
  await expect(more).toBeDisabled();
  if (scripts()) await expect(more, "the keyboard stays where it was").toBeFocused();
  await more.click({ force: true });
  await expect(page.getByRole("main").getByText("Quantity 2")).toBeVisible();
});

test("the last piece is ordered while it lies in another cart", async ({ page, browser, baseURL, trouble }) => {
  const piece = scripts()
    ? { slug: "fold-cuff", title: "Fold cuff" }
    : { slug: "sunwheel-necklace", title: "Sunwheel necklace" };
  await addToCart(page, piece.slug);
  await addToCart(page, "dusk-hills-lighter-sleeve");

  const quicker = await browser.newContext({ baseURL, javaScriptEnabled: scripts(), locale: "en-GB" });
  trouble.watch(quicker);
  const theirs = await quicker.newPage();
  await addToCart(theirs, piece.slug);
  await placeOrder(theirs, "Bank transfer");
  await quicker.close();

  await page.goto("/cart");
  const line = page.getByRole("main").getByRole("listitem").filter({ hasText: piece.title });
  const taken = "Somebody else is paying for this right now. Remove it to go on, or look again in a while";
  await expect(line).toContainText(taken);
  const fine = page.getByRole("main").getByRole("listitem").filter({ hasText: "Dusk Hills lighter sleeve" });
  await expect(fine).not.toContainText("Somebody else");
  await expect(page.getByRole("main").getByText("Settle what is marked above, then you can check out.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Check out" })).toHaveCount(0);
  await expectAccessible(page);

  await page.goto("/checkout");
  await expect(page.getByText(taken)).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Place order|Review)/ })).toBeDisabled();

  await page.goto(`/shop/${piece.slug}`);
  await expect(page.getByRole("button", { name: "Add to cart", exact: true })).toBeHidden();

  await page.goto("/cart");
  await page.getByRole("button", { name: `Remove ${piece.title}` }).click();
  await expect(page.getByRole("main").getByRole("link", { name: "Check out" })).toBeVisible();
});
