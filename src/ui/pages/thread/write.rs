//! The form of the next message, with pictures. It stays as it is while updates come in above.

use super::{filled_in, id_in, studio};
use crate::domain::commission::thread_form::MESSAGE_MAX;
use crate::domain::commission::view::ThreadView;
use crate::domain::problem::FormBack;
use crate::domain::shop::Frame;
use crate::ui::components::PicturePicker;
use crate::ui::form::TextArea;
use crate::ui::pages::custom::{pictures_hint, told};
use leptos::prelude::*;

#[component]
pub fn Write(thread: ThreadView, frame: Frame, here: String, back: FormBack) -> impl IntoView {
    const ACTION: &str = "say";
    thread.may.write.then(|| {
        let title = format!("Write to {}", studio(&frame));
        view! {
            <section class="write" id="write" aria-labelledby="write-title">
                <h2 id="write-title">{title}</h2>
                <form class="letter-form" method="post" action=here enctype="multipart/form-data" novalidate>
                    <input type="hidden" name="action" value=ACTION/>
                    <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true">"Send"</button>
                    <div class="fields">
                        <TextArea name="body" id=id_in(&back, ACTION, "body") label="Your message" rows=5
                            maxlength=4 * MESSAGE_MAX filled=filled_in(&back, ACTION, "body")/>
                        <PicturePicker upload_key=thread.upload_key kept=thread.waiting_pictures problems=told(&back.problems)
                            label="Pictures".to_string() hint=pictures_hint("")/>
                    </div>
                    <p><button class="button button-quiet" type="submit">"Send"</button></p>
                </form>
            </section>
        }
    })
}
