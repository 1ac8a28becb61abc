// Signing in at the counter as one of the demo's staff.

import { createHmac } from "node:crypto";
import { expect, type Page } from "@playwright/test";

const PASSWORD = "kiln apricot lantern seven";
const SECRET = "ATELIERDEMOATELIERDEMOATELIERDEM";
const STEP_MS = 30_000;

/** The six digits of RFC 6238 for the demo's secret at `atMs`. */
function code(atMs: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...SECRET].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest[digest.length - 1] & 0x0f;
  return ((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

/**
 * Signs in as `account` of the demo and lands on the counter's first page. A code is good once, so
 * each account is used by one test of one project; one that was used just now waits for the next code.
 */
export async function signIn(page: Page, account: string, onCodePage?: () => Promise<void>): Promise<void> {
  await page.goto("/admin/login");
  await page.getByLabel("E-mail address").fill(`${account}@demo.example`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Your code" })).toBeVisible();
  await onCodePage?.();
  const answer = async () => {
    await page.getByLabel("Code").fill(code(Date.now()));
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
