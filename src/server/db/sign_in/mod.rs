//! Ways to sign in: sessions, passkeys, challenges, and tries that were wrong.

pub mod challenges;
pub mod passkeys;
pub mod sessions;
pub mod tries;
