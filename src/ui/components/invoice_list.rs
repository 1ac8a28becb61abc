//! Invoices and credit notes of an order, to be downloaded.

use crate::domain::invoice::InvoiceView;
use leptos::prelude::*;

/// `page` is the address of the order's page, below which they lie.
#[component]
pub fn InvoiceList(invoices: Vec<InvoiceView>, page: String) -> impl IntoView {
    (!invoices.is_empty()).then(|| {
        let rows = invoices
            .into_iter()
            .map(|invoice| {
                let words = format!("{} {} (PDF)", invoice.kind.label(), invoice.number);
                let about = format!("{}, {}", invoice.total, invoice.issued_on.words());
                view! {
                    <li>
                        <a class="link" href=invoice.path(&page) rel="nofollow">{words}</a>
                        <span class="quiet">{about}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section>
                <h2>"Invoices"</h2>
                <ul class="invoice-list">{rows}</ul>
            </section>
        }
    })
}
