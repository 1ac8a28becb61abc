//! Form fields whose label, hint and error belong together, and the form on its way back to who sent it.

use crate::domain::form::Fields;
use crate::domain::problem::{FormBack, Problems};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What was sent and refused, if this page answers a form; else an empty form.
pub fn sent_back() -> FormBack {
    use_context::<FormBack>().unwrap_or_default()
}

/// One field as a page hands it to [`Field`]: its value and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub value: String,
    pub problem: Option<String>,
}

impl Filled {
    /// What stands in a field, and what of the problems belongs to it.
    pub fn of(problems: &Problems, name: &str, value: impl Into<String>) -> Filled {
        Filled {
            value: value.into(),
            problem: problems.of(name).map(str::to_string),
        }
    }

    /// What stands in a field with which nothing is wrong.
    pub fn with(value: impl Into<String>) -> Filled {
        Filled {
            value: value.into(),
            problem: None,
        }
    }
}

/// The value and problem of one field of a form that came back.
pub fn filled(back: &FormBack, name: &str) -> Filled {
    Filled::of(&back.problems, name, back.value(name))
}

/// What one of a page's forms shows in its fields: what was typed if it came back, else what is stored.
pub struct Typed {
    pub came_back: bool,
    back: FormBack,
}

impl Typed {
    /// The form whose `action` field has this value.
    pub fn of_action(action: &str) -> Typed {
        let back = sent_back();
        Typed {
            came_back: back.value("action") == action,
            back,
        }
    }

    /// The form that came back with this field.
    pub fn with(field: &str) -> Typed {
        let back = sent_back();
        Typed {
            came_back: back.values.iter().any(|(name, _)| name == field),
            back,
        }
    }

    /// Whether something is wrong with one of these fields.
    pub fn is_wrong(&self, fields: &[&str]) -> bool {
        fields
            .iter()
            .any(|field| self.back.problems.of(field).is_some())
    }

    pub fn of(&self, name: &str, stored: &(impl ToString + ?Sized)) -> Filled {
        match self.came_back {
            true => filled(&self.back, name),
            false => Filled::with(stored.to_string()),
        }
    }

    pub fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.came_back {
            self.back.value(name) == "true"
        } else {
            stored
        }
    }
}

/// A field of the form with this action, filled if that form came back.
pub fn filled_in(action: &str, name: &str) -> Filled {
    Typed::of_action(action).of(name, "")
}

/// The fields of a form as it stands in the browser; `None` where the page has none of this id.
pub fn filled_in_fields(id: &str) -> Option<Fields> {
    let form = document().get_element_by_id(id)?;
    let form = form.dyn_into::<web_sys::HtmlFormElement>().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let sent = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let text = String::from(sent.to_string());
    let fields = url::form_urlencoded::parse(text.as_bytes());
    Some(fields.into_owned().collect())
}

/// A text as HTML, for the two places where Leptos writes it as it is: the title, and what is in a `<textarea>`. It is
/// given to the latter as `inner_html`; as a child, a note with `</textarea>` in it would end the field.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The ids that describe a field, for `aria-describedby`; `None` when there are none.
pub fn described_by(name: &str, hint: bool, problem: bool) -> Option<String> {
    match (hint, problem) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}

/// The sentence beside a field that says what is wrong with it.
#[component]
pub fn FieldProblem(#[prop(into)] name: String, problem: Option<String>) -> impl IntoView {
    problem.map(
        |sentence| view! { <p class="field-problem" id=format!("{name}-error")>{sentence}</p> },
    )
}

/// What stands around every field, whatever it is typed into.
struct Surroundings {
    id: String,
    label: String,
    hint: String,
    optional: bool,
    class: &'static str,
    problem: Option<String>,
}

impl Surroundings {
    fn describedby(&self) -> Option<String> {
        described_by(&self.id, !self.hint.is_empty(), self.problem.is_some())
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.is_some().then_some("true")
    }

    fn required(&self) -> Option<&'static str> {
        (!self.optional).then_some("true")
    }

    fn around(self, control: impl IntoView) -> impl IntoView {
        let (id, hint) = (self.id, self.hint);
        let wrong = self.problem.is_some();
        let class = format!("field {}", self.class).trim_end().to_string();
        view! {
            <div class=class class=("field-wrong", wrong)>
                <label for=id.clone()>
                    {self.label}
                    {self.optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
                </label>
                {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
                {control}
                <FieldProblem name=id problem=self.problem/>
            </div>
        }
    }
}

/// The id of a field: its name, unless the page has the same form several times.
fn id_of(id: String, name: &str) -> String {
    match id.is_empty() {
        true => name.to_string(),
        false => id,
    }
}

/// A line of text.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    /// Where the same name stands in several forms of a page; else the name is the id.
    #[prop(into, optional)]
    id: String,
    #[prop(into)] label: String,
    filled: Filled,
    #[prop(into, optional)] hint: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(into, optional)] autocomplete: Option<String>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// Says "optional" beside the label; every other field is required.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] class: &'static str,
    #[prop(default = 120)] maxlength: usize,
    /// What is offered while it is typed; anything else can be typed, too.
    #[prop(optional)]
    suggestions: Vec<String>,
) -> impl IntoView {
    let id = id_of(id, &name);
    let list = (!suggestions.is_empty()).then(|| format!("{id}-list"));
    let offered = list.clone().map(|id| {
        let options = suggestions
            .into_iter()
            .map(|value| view! { <option value=value></option> })
            .collect_view();
        view! { <datalist id=id>{options}</datalist> }
    });
    let field = Surroundings {
        id: id.clone(),
        label,
        hint,
        optional,
        class,
        problem: filled.problem,
    };
    let (required, invalid, describedby) = (field.required(), field.invalid(), field.describedby());
    field.around(view! {
        <input class="input" id=id name=name type=kind value=filled.value maxlength=maxlength autocomplete=autocomplete
            inputmode=inputmode list=list aria-required=required aria-invalid=invalid aria-describedby=describedby/>
        {offered}
    })
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into, optional)] id: String,
    #[prop(into)] label: String,
    filled: Filled,
    #[prop(into, optional)] hint: String,
    #[prop(optional)] optional: bool,
    #[prop(default = 3)] rows: u32,
    maxlength: usize,
) -> impl IntoView {
    let id = id_of(id, &name);
    let field = Surroundings {
        id: id.clone(),
        label,
        hint,
        optional,
        class: "",
        problem: filled.problem,
    };
    let (required, invalid, describedby) = (field.required(), field.invalid(), field.describedby());
    field.around(view! {
        <textarea class="input" id=id name=name rows=rows maxlength=maxlength aria-required=required
            aria-invalid=invalid aria-describedby=describedby inner_html=escaped(&filled.value)></textarea>
    })
}

/// One of several answers, in a list that folds out. `options` are values and what people read.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into, optional)] id: String,
    #[prop(into)] label: String,
    filled: Filled,
    options: Vec<(String, String)>,
    /// What stands there before anything is chosen. Without it one of the options always is.
    #[prop(optional)]
    nothing: Option<&'static str>,
    #[prop(into, optional)] hint: String,
    #[prop(optional)] optional: bool,
    #[prop(into, optional)] autocomplete: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let id = id_of(id, &name);
    let chosen = filled.value;
    let nothing = nothing.map(|words| {
        let none = chosen.is_empty();
        view! { <option value="" selected=none>{words}</option> }
    });
    let field = Surroundings {
        id: id.clone(),
        label,
        hint,
        optional,
        class,
        problem: filled.problem,
    };
    let required = nothing.as_ref().and(field.required());
    let (invalid, describedby) = (field.invalid(), field.describedby());
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    field.around(view! {
        <select class="select" id=id name=name autocomplete=autocomplete aria-required=required
            aria-invalid=invalid aria-describedby=describedby>
            {nothing}
            {options}
        </select>
    })
}

/// A box to tick. Its words are its children.
#[component]
pub fn Tick(
    #[prop(into)] name: String,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into)] value: String,
    ticked: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="choice-line">
            <input type="checkbox" id=id name=name value=value checked=ticked/>
            <span>{children()}</span>
        </label>
    }
}

/// What stands above the things that are wrong.
pub fn summary_heading(problems: usize) -> &'static str {
    match problems {
        0 => "Before you go on",
        1 => "One thing needs another look",
        _ => "A few things need another look",
    }
}

/// Everything that is wrong, above the form. It takes focus when the page opens, so that it is read first.
#[component]
pub fn ErrorSummary(problems: Problems, notice: Option<String>) -> impl IntoView {
    let any = !problems.is_empty() || notice.is_some();
    any.then(|| {
        let heading = summary_heading(problems.0.len());
        let links = problems
            .0
            .into_iter()
            .map(|problem| view! { <li><a href=format!("#{}", problem.field)>{problem.message}</a></li> })
            .collect_view();
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">
                <h2 id="error-summary-title">{heading}</h2>
                {notice.map(|notice| view! { <p>{notice}</p> })}
                <ul>{links}</ul>
            </div>
        }
    })
}
