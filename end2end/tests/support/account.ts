// What a customer does to get into an account, by the names that the pages show.

import { expect, type Page } from "@playwright/test";
import { openMail } from "./buying";

export const PASSWORD = "kiln apricot lantern seven";

/** The address behind the mail's one link to a page below `/account`. */
export async function linkFromMail(page: Page, email: string, subject: RegExp): Promise<string> {
  await openMail(page, email, subject);
  const link = await page.locator("ul a[href*='/account']").first().getAttribute("href");
  expect(link).toBeTruthy();
  return link!;
}

/** Makes an account and confirms its address; ends on the account's first page. `look` is called on each page. */
export async function register(page: Page, email: string, look: () => Promise<void> = async () => {}): Promise<void> {
  await page.goto("/account/register");
  await look();
  await page.getByLabel("Your name").fill("Imke Probst");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Look into your mail" })).toBeVisible();
  await look();
  await page.goto(await linkFromMail(page, email, /^Confirm your address/));
  await look();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
}

export async function signOut(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("status").filter({ hasText: "You are signed out." })).toBeVisible();
}
