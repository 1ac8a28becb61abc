//! What the shop asks of any payment provider (`server::gateway`), held against each adapter that there is.

mod contract;
mod stripe;
