//! The shop's own texts: its name, its banner line and its pages.

/// The shop and its maker.
#[derive(Clone, Copy, Debug)]
pub struct Shop {
    pub name: &'static str,
    pub tagline: &'static str,
    pub maker: &'static str,
    /// Shown across the top of every page.
    pub banner: &'static str,
    /// One paragraph for the home page.
    pub story: &'static str,
    /// ISO country that the parcels leave from.
    pub country: &'static str,
    /// Where its days begin and end.
    pub time_zone: &'static str,
}

/// A page of text, Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub slug: &'static str,
    pub title: &'static str,
    pub body: &'static str,
    pub meta_description: &'static str,
}

pub const SHOP: Shop = Shop {
    name: "Fennick Yard",
    tagline: "Pots, beads, prints, wool and wood from one small workshop",
    maker: "Odda Fennick",
    banner: "The spring kiln is unpacked: new mugs, bowls and one large jar. Parcels leave on Tuesdays and Fridays.",
    story: "Odda Fennick makes everything here, in a yard behind a closed bakery. Clay in the mornings, while the light is good and the hands are fresh; beads and blocks in the evenings; wool and wood when it rains. Little is made at a time, and what is gone is usually gone for good.",
    country: "DE",
    time_zone: "Europe/Berlin",
};

pub const PAGES: &[Page] = &[
    Page {
        slug: "about",
        title: "The yard",
        meta_description: "Who makes the pots, beadwork, prints, weavings and spoons of Fennick Yard, and how.",
        body: "\
Fennick Yard is one person, one wheel, one kiln and a table by the window.

I am Odda Fennick. I learned to throw from library books and a great many collapsed bowls, to sew beads from a neighbour with more \
patience than I had, and to cut lino because I could not stop drawing on the backs of invoices. I never chose between them. The work \
changes with the hour instead: wet clay in the morning, glazing after lunch, needles and gouges in the evening.

## How things are made

- **Pots** are thrown in stoneware, dried slowly, glazed by dipping and fired once to 1,240 °C. The bare foot is left so that you can see the clay.
- **Beadwork** is sewn bead by bead with a single needle and waxed thread. A lighter sleeve takes about nine hours, a cuff a week of evenings.
- **Prints** are pulled by hand from two blocks. I number them in pencil and stop when the block begins to blur.
- **Weaving and carving** happen when the kiln is cooling and there is nothing to do but wait.

## What I do not claim

The patterns are my own: hills, water, seed heads, the view from the table. They do not come from anybody's tradition, and they are not sold \
as if they did. There are no prizes to mention.

*Fennick Yard is a demonstration shop. Odda is invented, and so are her pots; the pictures were made by a program.*
",
    },
    Page {
        slug: "shipping-and-returns",
        title: "Shipping and returns",
        meta_description: "Where parcels go, what they cost, how long they take, and how to send something back.",
        body: "\
Everything is packed by hand in paper and straw board. Parcels leave on Tuesdays and Fridays.

## Where parcels go

| zone | arrives in |
|---|---|
| Germany | 2 to 3 working days |
| Europe | 4 to 8 working days |
| Rest of the world | 10 to 20 working days |

The exact price is shown in the checkout before you pay. Collecting in person costs nothing; you will get a message when your things are ready.

Outside the European Union, customs may ask you for import duties. They are not part of our price and we cannot know them beforehand.

## If something breaks

Send a photograph within fourteen days of delivery. I replace it if I can, and refund it if I cannot: single pieces cannot be made again.

## Sending something back

You have thirty days from delivery to return anything unused, and you need not say why. Write first, so that I know it is coming. Earrings \
are the exception, for hygiene. The refund goes back the way you paid, once the parcel has arrived.

*This is a demonstration shop: nothing is sent, and test payments move no money.*
",
    },
    Page {
        slug: "privacy",
        title: "Privacy",
        meta_description: "What this shop keeps about you, why, and for how long.",
        body: "\
## What is kept

- **Your cart**, behind a cookie that holds a random number and nothing about you.
- **Your order**: name, address, e-mail, what you bought. Needed to send it and, by law, to keep the books.
- **Payments** are handled by the payment provider. Card numbers never reach this shop.

## What is not

There is no advertising, no tracking across sites and no newsletter you did not ask for. Fonts and pictures come from this server.

## For how long

Carts are dropped after a while without use. Orders stay as long as the books must. An account can be deleted; its orders then \
remain without it.

## Your rights

You may ask what is stored about you, have it corrected, and have it deleted where no law says otherwise. The contact page says how.

*This is a demonstration shop. Do not enter the data of real people.*
",
    },
    Page {
        slug: "contact",
        title: "Contact",
        meta_description: "How to reach the workshop, and when to expect an answer.",
        body: "\
Write to **yard@fennick.example**. I read mail at noon and answer most of it the same day, except on kiln days.

For something made to measure, use the [commission form](/custom): it asks the questions I would ask, and keeps our drawings and prices in one place.

If your question is about an order, please give its number, such as ORD-000042. You can also open it again from [the tracking page](/track) with your e-mail address.

The workshop has no regular opening hours. Orders can be collected by appointment.

*Fennick Yard is a demonstration shop; the address above cannot receive mail.*
",
    },
];
