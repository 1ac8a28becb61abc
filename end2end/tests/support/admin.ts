// Signing in to the admin: as one of the demo's staff, or as somebody new with a link.

import { createHmac, randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { atelier } from "./shop";

const PASSWORD = "kiln apricot lantern seven";
const SECRET = "ATELIERDEMOATELIERDEMOATELIERDEM";
const STEP_MS = 30_000;

/** The six digits of RFC 6238 for `secret` (Base32) at `atMs`. */
function code(secret: string, atMs: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest[digest.length - 1] & 0x0f;
  return ((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

/** The first half of a sign-in; ends where the code is asked for. */
export async function showPassword(page: Page, email: string): Promise<void> {
  await page.goto("/admin/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Your code" })).toBeVisible();
}

/**
 * Signs in as `account` of the demo and lands on the admin's dashboard. A code is good once, so
 * each account is used by one test of one project; one that was used just now waits for the next code.
 */
export async function signIn(page: Page, account: string, onCodePage?: () => Promise<void>): Promise<void> {
  await showPassword(page, `${account}@demo.example`);
  await onCodePage?.();
  const answer = async () => {
    await page.getByLabel("Code").fill(code(SECRET, Date.now()));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForLoadState();
  };
  await answer();
  if (page.url().includes("/login/code")) {
    await page.waitForTimeout(STEP_MS - (Date.now() % STEP_MS) + 500);
    await answer();
  }
  await expect(page.getByRole("navigation", { name: "Counter" })).toBeVisible();
}

/** Somebody new who owns the shop too: the link with which they begin. */
export function newOwner(email = `owner-${randomUUID()}@journeys.example`): string {
  const said = atelier("create-admin", "--email", email, "--name", "Ida Vance");
  return said.match(/https?:\/\/\S+\/admin\/welcome\/\S+/)![0];
}

/**
 * Signs in for the first time with a link that sets the password: password, second factor, recovery codes. Ends on the
 * admin's first page and answers with the secret of the second factor. `look` is called on each page on the way.
 */
export async function signInFirstTime(page: Page, link: string, look: () => Promise<void> = async () => {}): Promise<string> {
  await page.goto(link);
  await look();
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Set my password" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set my password" }).click();
  await expect(page.getByRole("heading", { name: "Set up your second factor" })).toBeVisible();
  await look();
  const secret = (await page.locator("dd.counter-secret").innerText()).replaceAll(/\s/g, "");
  await page.getByLabel("Code").fill(code(secret, Date.now()));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("heading", { name: "Keep these ten codes" })).toBeVisible();
  await look();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  return secret;
}

/** A code that was not used yet: it waits for the next one. */
export async function freshCode(page: Page, secret: string): Promise<string> {
  await page.waitForTimeout(STEP_MS - (Date.now() % STEP_MS) + 500);
  return code(secret, Date.now());
}

/** The places that the admin's navigation offers, or on a phone its menu, which is opened. */
export async function places(page: Page): Promise<Locator> {
  const bar = page.getByRole("navigation", { name: "Counter" });
  const menu = bar.getByText("Menu");
  if (await menu.isVisible()) await menu.click();
  return bar.getByRole("listitem");
}

/** Opens a page of the admin. */
export async function goTo(page: Page, place: string): Promise<void> {
  await (await places(page)).getByRole("link", { name: place }).click();
  await expect(page.getByRole("heading", { level: 1, name: place })).toBeVisible();
}
