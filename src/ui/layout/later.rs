//! Content that waits for its data.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;

/// What `build` comes to, once it is there. It is written when the future is long done and nothing else knows
/// whose page it belongs to, so it keeps its owner: the head's elements look for their request then.
pub fn later(build: impl Future<Output = AnyView> + Send + 'static) -> AnyView {
    // What follows moves the future about, and that of a whole page is large.
    let build = Box::pin(build);
    Suspend::new(async move { OwnedView::new(build.await).into_any() }).into_any()
}
