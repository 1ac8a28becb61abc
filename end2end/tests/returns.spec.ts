// Sending something back: asked for with pictures, approved, received and refunded in the admin, each side in its own words.

import { expectAccessible } from "./support/accessible";
import {
  addToCart,
  hydrated,
  expectPaid,
  openMail,
  placeOrder,
  providersPayButton,
  scripts,
  someone,
  toProvider,
  typeCard,
} from "./support/buying";
import { freshCode, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";
import { png } from "./support/pictures";

const CORNER = png(400, [140, 60, 40]);

test("a creased print is sent back and its money returns @phone", async ({ page, browser, baseURL, trouble }) => {
  test.slow();
  const email = someone();
  await addToCart(page, "moon-over-the-ridge", "Print");
  await placeOrder(page, "Stripe’s payment page", email);
  await toProvider(page);
  await typeCard(page, "4242 4242 4242 4242");
  await providersPayButton(page).click();
  await expectPaid(page);
  await hydrated(page);
  const order = page.url();
  await expect(page.getByRole("link", { name: "Send something back" })).toHaveCount(0);
  const number = (await page.getByRole("main").innerText()).match(/ORD-\d+/i)![0].toUpperCase();

  const studio = await browser.newContext({ baseURL, javaScriptEnabled: scripts(), locale: "en-GB" });
  trouble.watch(studio);
  const counter = await studio.newPage();
  const secret = await signInFirstTime(counter, newOwner());
  await counter.goto(`/admin/orders/${number}`);
  await counter.getByRole("textbox", { name: "Carrier" }).fill("DHL");
  await counter.getByRole("textbox", { name: "Tracking number" }).fill("00340434");
  await counter.getByRole("button", { name: "Mark as shipped" }).click();
  await expect(counter.getByText("Marked as shipped", { exact: false })).toBeVisible();

  // Asked for: nothing that was typed is lost on the way.
  await page.goto(order);
  await expect(page.getByText("You can withdraw from the contract", { exact: false })).toBeVisible();
  await page.getByRole("link", { name: "Send something back" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Send something back" })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel("What should we know?").fill("A corner is creased.");
  await page.getByLabel("Pictures").setInputFiles([
    { name: "corner.png", mimeType: "image/png", buffer: CORNER },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") },
  ]);
  if (scripts()) {
    await expect(page.getByText("This is not a picture that can be shown.")).toBeVisible();
    await page.getByRole("button", { name: "Remove notes.txt" }).click();
    await expect(page.getByRole("img", { name: "Your corner.png" })).toBeVisible();
    await expect(page.locator("progress")).toHaveCount(0);
  } else {
    await page.getByRole("button", { name: "Add them and look" }).click();
    await expect(page.getByText("notes.txt: This file is not a picture", { exact: false }).first()).toBeVisible();
  }
  await page.getByRole("button", { name: "Ask for the return" }).last().click();
  await expect(page.getByRole("alert").filter({ hasText: "another look" })).toBeFocused();
  await expect(page.getByLabel("What should we know?")).toHaveValue("A corner is creased.");
  await expect(page.getByRole("img", { name: "Your picture 1" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: /moon over/i }).check();
  await page.getByRole("combobox", { name: "Why?" }).selectOption("It is damaged");
  await page.getByRole("button", { name: "Ask for the return" }).last().click();
  await expect(page.getByText("We have your request to send something back", { exact: false })).toBeVisible();
  await expect(page.getByText("Our turn: we read what you wrote", { exact: false })).toBeVisible();
  await expectAccessible(page);

  // Approved and received in the admin.
  await counter.goto("/admin");
  await expect(counter.getByRole("heading", { name: "Returns: your turn" })).toBeVisible();
  await counter.goto(`/admin/orders/${number}`);
  await expect(counter.getByText("A corner is creased.")).toBeVisible();
  const pictures = counter.getByRole("list", { name: "Pictures of return 1" }).getByRole("img", { name: /.+/ });
  await expect(pictures).toHaveCount(1);
  await expect(pictures.first()).toHaveJSProperty("complete", true);
  await expectAccessible(counter);
  await counter.getByRole("button", { name: "Approve the return" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await counter.getByLabel("How and where to send it").fill("Kiln Row 3, 20457 Hamburg");
  await counter.getByRole("button", { name: "Approve the return" }).click();
  await expect(counter.getByText("the customer is told where to send it", { exact: false })).toBeVisible();
  await openMail(page, email, /Please send it back/);
  await expect(page.locator("pre")).toContainText("Kiln Row 3");
  await page.goto(order);
  await expect(page.getByText("Your turn: please send it back", { exact: false })).toBeVisible();
  await expect(page.getByText("Kiln Row 3, 20457 Hamburg").first()).toBeVisible();
  await expectAccessible(page);
  await counter.getByRole("button", { name: "It has arrived" }).click();
  await counter.getByRole("link", { name: "Give its money back" }).click();

  // The refund knows what came back.
  await expect(counter.getByRole("radio", { name: "Some of the pieces" })).toBeChecked();
  await expect(counter.getByLabel("Units that go back")).toHaveValue("1");
  await expectAccessible(counter);
  await counter.getByLabel("Why").fill("A corner was creased");
  await counter.getByRole("button", { name: "Look at what goes back" }).click();
  await counter.getByLabel("Code").fill(await freshCode(counter, secret));
  await counter.getByRole("button", { name: /^Give €[\d.]+ back$/ }).click();
  await expect(counter.getByText("On its way back. The timeline", { exact: false })).toBeVisible();
  await expect(counter.getByRole("main")).toContainText("money on its way");
  await expectAccessible(counter);
  await studio.close();

  await expect(async () => {
    if (!scripts()) await page.reload();
    await expect(page.getByText("Done: your money is on its way back to you.")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await openMail(page, email, /on its way back to you/);
});
