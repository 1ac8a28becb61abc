// Passkeys, with an authenticator that Chromium plays itself: for a customer and for staff.

import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { register, signOut } from "./support/account";
import { expectAccessible } from "./support/accessible";
import { someone } from "./support/buying";
import { newOwner, showPassword, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

/** A device that has a fingerprint reader, which always says yes. */
async function plugIn(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a customer adds a passkey and signs in with nothing else @script @phone", async ({ page }) => {
  test.slow();
  await plugIn(page);
  await register(page, someone());
  await page.getByRole("link", { name: "Sign-in and privacy" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your passkey is added" })).toBeVisible();
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await expect(passkeys.getByRole("listitem")).toContainText("not used yet");
  await passkeys.getByText("Rename").first().click();
  await passkeys.getByLabel("Name").fill("");
  await passkeys.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("main").getByRole("alert").first()).toBeFocused();
  await expectAccessible(page);
  await passkeys.getByLabel("Name").fill("Kitchen tablet");
  await passkeys.getByRole("button", { name: "Rename" }).click();
  await expect(passkeys.getByRole("listitem")).toContainText("Kitchen tablet");
  await expectAccessible(page);

  await signOut(page);
  await page.goto("/account/login");
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();

  await page.goto("/account/confirm?next=/account/security");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(passkeys.getByRole("listitem")).toContainText("last used");
  await passkeys.getByRole("button", { name: "Remove Kitchen tablet" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The passkey is removed" })).toBeVisible();
  await signOut(page);
  await page.goto("/account/login");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  const refused = page.getByRole("main").getByRole("alert").filter({ hasText: "opens nothing here" });
  await expect(refused).toBeVisible();
});

test("without scripts no passkey is offered @noscript", async ({ page }) => {
  await page.goto("/account/login");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /passkey/ })).toHaveCount(0);
  await register(page, someone());
  await page.goto("/account/security");
  await expect(page.getByRole("region", { name: "Passkeys" })).toBeVisible();
  await expect(page.getByRole("button", { name: /passkey/ })).toHaveCount(0);
  await expectAccessible(page);
});

test("at the counter a passkey stands in for the code @script", async ({ page }) => {
  test.slow();
  await plugIn(page);
  const email = `owner-${randomUUID()}@journeys.example`;
  await signInFirstTime(page, newOwner(email));
  await page.goto("/admin/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your passkey is added" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await showPassword(page, email);
  await expect(page.getByRole("button", { name: "Use a passkey instead" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await expect(page.getByRole("navigation", { name: "Counter" })).toBeVisible();
  await page.goto("/admin/confirm?next=/admin/account");
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await expect(page.getByRole("button", { name: "Make new ones; the old stop working" })).toBeVisible();
});
