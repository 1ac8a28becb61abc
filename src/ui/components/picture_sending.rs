//! Uploads one picture from the browser, and reports its progress.

use crate::domain::commission::request::{PICTURE_BYTES_MAX, PICTURE_TYPES};
use crate::domain::commission::view::PrivatePictureView;
use crate::domain::problem::Problems;
use js_sys::Promise;
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// What the shop answers: what it took, and what is wrong with the rest.
#[derive(Default, Deserialize)]
struct Answer {
    pictures: Vec<PrivatePictureView>,
    refused: Problems,
}

/// Why a picture was not taken, in a sentence.
pub struct Refusal(pub String);

const NOT_SENT: &str =
    "It could not be sent. Check your connection, remove it and choose it again.";

/// What the server would say anyway, before a picture sets out.
pub fn refuses(file: &File) -> Option<String> {
    let kind = file.type_();
    if !kind.is_empty() && !PICTURE_TYPES.split(',').any(|known| known == kind) {
        return Some(
            "This is not a picture that can be shown. Choose a JPEG, PNG, WebP or GIF.".into(),
        );
    }
    (file.size() > PICTURE_BYTES_MAX as f64).then(|| {
        let most = PICTURE_BYTES_MAX / (1024 * 1024);
        format!("This picture is larger than {most} MB. Save it smaller and choose it again.")
    })
}

/// Sends a picture to wait under `upload_key`. `progress` hears percents.
pub async fn send(
    upload_key: &str,
    file: &File,
    progress: impl Fn(u8) + 'static,
) -> Result<PrivatePictureView, Refusal> {
    let not_sent = |_: JsValue| Refusal(NOT_SENT.into());
    let request = XmlHttpRequest::new().map_err(not_sent)?;
    let heard = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            progress((event.loaded() * 100.0 / event.total()) as u8);
        }
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(heard.as_ref().unchecked_ref()));
    }
    let ended = Promise::new(&mut |resolve, _| {
        // Whatever ends it resolves: the status says what it was.
        request.set_onloadend(Some(resolve.unchecked_ref()));
    });
    let form = FormData::new().map_err(not_sent)?;
    // The key comes first: pictures are taken as they arrive.
    form.append_with_str("upload_key", upload_key)
        .and_then(|()| form.append_with_blob_and_filename("pictures", file, &file.name()))
        .and_then(|()| request.open_with_async("POST", "/custom/pictures", true))
        .and_then(|()| request.send_with_opt_form_data(Some(&form)))
        .map_err(not_sent)?;
    ended.await.map_err(not_sent)?;
    let text = request.response_text().ok().flatten().unwrap_or_default();
    if request.status() != Ok(200) {
        // Anything but an answer of the shop's own is no sentence for a person.
        let known = matches!(request.status(), Ok(400..=499)) && text.len() < 300;
        return Err(Refusal(if known { text } else { NOT_SENT.into() }));
    }
    let answer: Answer = serde_json::from_str(&text).unwrap_or_default();
    if let Some(picture) = answer.pictures.into_iter().next() {
        return Ok(picture);
    }
    let problem = answer.refused.0.into_iter().next();
    Err(Refusal(problem.map_or(NOT_SENT.into(), |p| p.message)))
}
