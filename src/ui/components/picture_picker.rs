//! Choosing pictures for a form. It is a plain file field and a list of what has arrived; where scripts run, each
//! picture is shown at once, sent by itself and can be taken away again. Its code is loaded where it is used.

use crate::actions::commissions;
use crate::domain::action_error::ActionError;
use crate::domain::commission::request::{PICTURE_TYPES, PICTURES_MAX};
use crate::domain::commission::view::PrivatePictureView;
use crate::ui::components::icon;
use crate::ui::components::picture_sending::{self as sending, Refusal};
use leptos::either::{Either, EitherOf4};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::File;

/// How far a picture has come.
#[derive(Clone, PartialEq)]
enum Stage {
    Waiting,
    /// So many percent of it are sent.
    Sending(u8),
    Kept,
    Refused(String),
}

/// One picture of the list.
#[derive(Clone)]
struct Item {
    /// Its own in this list: the server's once it is kept there, else made up here.
    key: String,
    /// What it is called when it is taken away.
    name: String,
    src: String,
    stage: RwSignal<Stage>,
    kept_as: RwSignal<Option<String>>,
}

impl Item {
    fn kept(number: usize, picture: PrivatePictureView) -> Item {
        Item {
            key: picture.id.clone(),
            name: format!("picture {number}"),
            src: picture.src(320),
            stage: RwSignal::new(Stage::Kept),
            kept_as: RwSignal::new(Some(picture.id)),
        }
    }

    fn is_on_its_way(&self) -> bool {
        matches!(
            self.stage.get_untracked(),
            Stage::Waiting | Stage::Sending(_)
        )
    }
}

/// What the parts of the picker share.
#[derive(Clone, Copy)]
struct Picker {
    upload_key: StoredValue<String>,
    items: RwSignal<Vec<Item>>,
    /// Files that were chosen and not sent yet, by their item's key. Each is wrapped, and not the list: on the server,
    /// where there are none, another thread may drop what one has made.
    queue: StoredValue<Vec<(String, SendWrapper<File>)>>,
    sending: RwSignal<bool>,
    /// Said aloud, and shown below the list.
    said: RwSignal<String>,
    /// The form was sent off while pictures were on their way: it follows them.
    form_waits: StoredValue<bool>,
    chosen_so_far: StoredValue<u32>,
}

/// `kept` has arrived before and waits under the form's `upload_key`, which the field brings along.
#[island(lazy)]
pub fn PicturePicker(
    upload_key: String,
    kept: Vec<PrivatePictureView>,
    /// What was wrong with pictures that were sent, one sentence each.
    problems: Vec<String>,
    label: String,
    hint: String,
) -> impl IntoView {
    let items = kept
        .into_iter()
        .enumerate()
        .map(|(index, picture)| Item::kept(index + 1, picture))
        .collect();
    let picker = Picker {
        upload_key: StoredValue::new(upload_key.clone()),
        items: RwSignal::new(items),
        queue: StoredValue::new(Vec::new()),
        sending: RwSignal::new(false),
        said: RwSignal::new(String::new()),
        form_waits: StoredValue::new(false),
        chosen_so_far: StoredValue::new(0),
    };
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |started: Option<bool>| {
        let Some(input) = field.get() else {
            return false;
        };
        if started != Some(true) {
            // Pictures chosen before this came to life.
            picker.take(&input);
            picker.hold_back_the_form(&input);
        }
        true
    });
    let on_choose = move |_| {
        if let Some(input) = field.get_untracked() {
            picker.take(&input);
        }
    };
    let wrong = !problems.is_empty();
    let problems = problems
        .into_iter()
        .map(|sentence| view! { <p class="field-problem">{sentence}</p> })
        .collect_view();
    let full = move || picker.items.with(|items| items.len() >= PICTURES_MAX);
    view! {
        <div class="field picture-picker" class=("field-wrong", wrong)>
            <label for="pictures">{label}<span class="field-optional">" (optional)"</span></label>
            <p class="field-hint" id="pictures-hint">{hint}</p>
            <input type="hidden" name="upload_key" value=upload_key/>
            <ul class="picked" class=("hidden", move || picker.items.with(Vec::is_empty))>
                <For each=move || picker.items.get() key=|item| item.key.clone() let:item>
                    <Picked picker item/>
                </For>
            </ul>
            <input class="input picture-field" id="pictures" name="pictures" type="file" multiple node_ref=field
                accept=PICTURE_TYPES disabled=full aria-describedby="pictures-hint pictures-error"
                aria-invalid=wrong.then_some("true") on:change=on_choose/>
            <p class="needs-no-js">
                <button class="button button-quiet button-small" type="submit" name="step" value="add_pictures">
                    "Add them and look"
                </button>
            </p>
            <div id="pictures-error">{problems}</div>
            <p class="quiet" role="status">{move || picker.said.get()}</p>
        </div>
    }
}

#[component]
fn Picked(picker: Picker, item: Item) -> impl IntoView {
    let Item {
        name,
        src,
        stage,
        kept_as,
        ..
    } = item.clone();
    let label = format!("Remove {name}");
    let alt = format!("Your {name}");
    let on_remove = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        picker.remove(&item);
    };
    view! {
        <li class="picked-one" class=("is-refused", move || matches!(stage.get(), Stage::Refused(_)))>
            {match src.is_empty() {
                true => Either::Left(view! { <span class="picked-blank quiet">{name.clone()}</span> }),
                false => Either::Right(view! { <img src=src alt=alt/> }),
            }}
            {move || match stage.get() {
                Stage::Waiting => EitherOf4::A(view! { <span class="quiet">"Waiting"</span> }),
                Stage::Sending(percent) => EitherOf4::B(view! {
                    <progress max="100" value=percent aria-label=format!("Sending {name}")></progress>
                }),
                Stage::Kept => EitherOf4::C(()),
                Stage::Refused(why) => EitherOf4::D(view! { <span class="field-problem">{why}</span> }),
            }}
            <button class="icon-button picked-remove" type="submit" name="remove" value=move || kept_as.get().unwrap_or_default()
                aria-label=label on:click=on_remove>{icon::close()}</button>
        </li>
    }
}

impl Picker {
    /// Takes over what was chosen in the file field and leaves the field empty, so that nothing is sent twice.
    fn take(self, input: &web_sys::HtmlInputElement) {
        let chosen: Vec<File> = input.files().map(|list| files(&list)).unwrap_or_default();
        if chosen.is_empty() {
            return;
        }
        input.set_value("");
        let room = PICTURES_MAX.saturating_sub(self.items.with_untracked(Vec::len));
        let too_many = chosen.len().saturating_sub(room);
        self.said.set(match too_many {
            0 => String::new(),
            n => format!("At most {PICTURES_MAX} pictures: {n} of those you chose were left out."),
        });
        for file in chosen.into_iter().take(room) {
            self.chosen_so_far.update_value(|n| *n += 1);
            let problem = sending::refuses(&file);
            let item = Item {
                key: format!("chosen-{}", self.chosen_so_far.get_value()),
                name: file.name(),
                src: preview(&file),
                stage: RwSignal::new(problem.clone().map_or(Stage::Waiting, Stage::Refused)),
                kept_as: RwSignal::new(None),
            };
            if problem.is_none() {
                self.queue
                    .update_value(|queue| queue.push((item.key.clone(), SendWrapper::new(file))));
            }
            self.items.update(|items| items.push(item));
        }
        self.send_all();
    }

    /// Sends what is waiting, one after the other. Pictures chosen meanwhile join the queue.
    fn send_all(self) {
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        spawn_local(async move {
            while let Some((key, file)) = self.next() {
                self.send(&key, &file).await;
            }
            self.sending.set(false);
            self.let_the_form_go();
        });
    }

    fn next(self) -> Option<(String, SendWrapper<File>)> {
        self.queue
            .try_update_value(|queue| (!queue.is_empty()).then(|| queue.remove(0)))
            .flatten()
    }

    fn item(self, key: &str) -> Option<Item> {
        self.items
            .with_untracked(|items| items.iter().find(|item| item.key == key).cloned())
    }

    async fn send(self, key: &str, file: &File) {
        // Taken away while it waited.
        let Some(item) = self.item(key) else { return };
        item.stage.set(Stage::Sending(0));
        let upload_key = self.upload_key.get_value();
        let stage = item.stage;
        let outcome = sending::send(&upload_key, file, move |p| stage.set(Stage::Sending(p))).await;
        match outcome {
            Ok(picture) => {
                item.kept_as.set(Some(picture.id.clone()));
                item.stage.set(Stage::Kept);
                // Taken away while it was being sent.
                if self.item(key).is_none() {
                    self.forget(picture.id);
                }
            }
            Err(Refusal(why)) => item.stage.set(Stage::Refused(why)),
        }
    }

    fn remove(self, item: &Item) {
        self.items
            .update(|items| items.retain(|other| other.key != item.key));
        self.said.set(format!("Removed {}.", item.name));
        if item.src.starts_with("blob:") {
            // A preview that stays is only memory of this page.
            let _ = web_sys::Url::revoke_object_url(&item.src);
        }
        if let Some(id) = item.kept_as.get_untracked() {
            self.forget(id);
        }
    }

    fn forget(self, id: String) {
        let upload_key = self.upload_key.get_value();
        spawn_local(async move {
            let answer: Result<(), ActionError> = commissions::remove_picture(upload_key, id).await;
            if let Err(error) = answer {
                self.said.set(error.message);
            }
        });
    }

    /// A form that is sent off while pictures are on their way waits for them.
    fn hold_back_the_form(self, input: &web_sys::HtmlInputElement) {
        let Some(form) = input.form() else { return };
        let on_submit = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            if self.sending.get_untracked() {
                event.prevent_default();
                self.form_waits.set_value(true);
                self.said
                    .set("Your pictures are still on their way; the rest follows them.".into());
            }
        })
        .into_js_value();
        // Without it the form is sent at once, with the pictures that have arrived.
        let _ = form.add_event_listener_with_callback("submit", on_submit.unchecked_ref());
    }

    fn let_the_form_go(self) {
        if !self.form_waits.get_value() {
            return;
        }
        self.form_waits.set_value(false);
        let items = self.items.get_untracked();
        if items
            .iter()
            .any(|i| matches!(i.stage.get_untracked(), Stage::Refused(_)))
        {
            let words = "Not every picture could be sent. Remove those, or choose them again; then send the form.";
            self.said.set(words.into());
            return;
        }
        debug_assert!(!items.iter().any(Item::is_on_its_way));
        let field = document().get_element_by_id("pictures");
        let field = field.and_then(|f| f.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(form) = field.and_then(|field| field.form()) {
            // Refused only by a form that is not valid, and these are not checked by the browser.
            let _ = form.request_submit();
        }
    }
}

/// Where this page finds a chosen file while it lives; empty for what is no picture.
fn preview(file: &File) -> String {
    match file.type_().starts_with("image/") {
        true => web_sys::Url::create_object_url_with_blob(file).unwrap_or_default(),
        false => String::new(),
    }
}

fn files(list: &web_sys::FileList) -> Vec<File> {
    (0..list.length()).filter_map(|at| list.item(at)).collect()
}
