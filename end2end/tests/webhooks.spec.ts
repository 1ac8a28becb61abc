// Outgoing webhooks in the admin: an owner adds an endpoint, sees its secret once, tries it and ends it.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expectAccessible } from "./support/accessible";
import { goTo, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

let receiver: Server;
let url: string;
let answer = 204;
const got: string[] = [];

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    got.push(String(request.headers["webhook-id"]));
    request.resume();
    response.writeHead(answer).end("said the receiver");
  });
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
});

test.afterAll(() => {
  receiver.close();
});

test("an owner adds an endpoint, tries it, sends again, and removes it", async ({ page }) => {
  test.slow();
  await signInFirstTime(page, newOwner());
  await goTo(page, "Settings");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Webhooks" })).toBeVisible();
  await expectAccessible(page);
  const add = page.getByRole("region", { name: "Add an endpoint" });
  await add.getByLabel("Address").fill("http://10.0.0.1/hooks");
  await add.getByLabel("Who listens there").fill("The scale");
  await add.getByRole("button", { name: "Add the endpoint" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(add.getByLabel("Address")).toHaveValue("http://10.0.0.1/hooks");
  await expect(add.getByLabel("Who listens there")).toHaveValue("The scale");
  await expectAccessible(page);
  await add.getByLabel("Address").fill(url);
  await add.getByLabel(/^commission\.expired/).check();
  await add.getByRole("button", { name: "Add the endpoint" }).click();
  const shown = page.getByRole("region", { name: "Its secret" });
  await expect(shown.locator("code")).toHaveText(/^whsec_/);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(shown).toHaveCount(0);
  const row = page.getByRole("row", { name: /webhook\.test/ });
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText("delivered");
  }).toPass();
  await expect(row).toContainText("HTTP 204");
  answer = 500;
  await row.getByRole("button", { name: "Send again: webhook.test" }).click();
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText("HTTP 500 said the receiver");
  }).toPass();
  expect(new Set(got).size).toBe(1);
  await expectAccessible(page);

  const change = page.getByRole("region", { name: "Change it" });
  await expect(change.getByLabel(/^commission\.expired/)).toBeChecked();
  await change.getByLabel(/^payment\.unusable/).check();
  await change.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expect(shown.locator("code")).toHaveText(/^whsec_/);
  await expect(page.getByText("The old secret signs as well until")).toBeVisible();
  await page.getByRole("button", { name: "Disable it" }).click();
  await expect(page.getByRole("button", { name: "Send a test event" })).toHaveCount(0);
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed" })).toBeVisible();
  await expectAccessible(page);
});
