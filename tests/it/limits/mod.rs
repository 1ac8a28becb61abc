//! What can be ordered, held and tried without being paid: amounts the provider takes, holds, declined cards.

mod amounts;
mod declines;
mod holds;
mod replaced;
