//! A unit of work: one transaction with what everybody who works in it needs to know.

use super::actor::Actor;
use super::db::Conn;
use super::state::App;
use super::time_zone;
use crate::domain::day::Day;
use crate::domain::shop::Shop;
use crate::domain::time_zone::TimeZone;
use std::ops::{Deref, DerefMut};

/// A transaction, the shop's settings as they were before it began, who acts, and when. It stands wherever a [`Conn`]
/// does. Begun with [`crate::unit_of_work`].
pub struct Work<'a> {
    pub app: &'a App,
    pub shop: &'a Shop,
    pub actor: &'a Actor,
    /// When it happens.
    pub now: i64,
    conn: &'a mut Conn,
}

impl<'a> Work<'a> {
    pub fn new(
        app: &'a App,
        shop: &'a Shop,
        actor: &'a Actor,
        now: i64,
        conn: &'a mut Conn,
    ) -> Work<'a> {
        Work {
            app,
            shop,
            actor,
            now,
            conn,
        }
    }

    /// The same work where somebody else does a part of it, which histories and logs then say.
    pub fn by<'b>(&'b mut self, actor: &'b Actor) -> Work<'b> {
        Work::new(self.app, self.shop, actor, self.now, self.conn)
    }

    /// The zone that the shop's days are told in.
    pub fn zone(&self) -> TimeZone {
        time_zone::of(self.shop)
    }

    /// The shop's day.
    pub fn today(&self) -> Day {
        self.zone().day_of(self.now)
    }
}

impl Deref for Work<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Work<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

/// Runs a block as one unit of work of an actor, in one transaction which is repeated as [`crate::transact`] says. The time
/// is taken and the shop's settings are read once, before the transaction begins: asking for a second connection while
/// holding one can starve the pool.
#[macro_export]
macro_rules! unit_of_work {
    ($app:expr, $actor:expr, $work:ident => $body:block) => {{
        let app: &$crate::server::state::App = $app;
        let (shop, now) = (app.shop().await?, app.now_ms());
        $crate::transact!(app.db, tx => {
            let mut $work = $crate::server::work::Work::new(app, &shop, $actor, now, &mut tx);
            $body
        })
    }};
}
