//! Each picture of a product has a place of its own, however many are added, moved and removed at once.

use super::editing::{form, prepared};
use crate::support::{each_db, editor, queries};
use atelier::domain::catalogue_form::PictureForm;
use atelier::server::catalogue::edit::{self, pictures};
use atelier::server::state::App;
use futures::future::join_all;

const AT_ONCE: usize = 6;

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 50, image::Rgb([120, 90, 60]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn places(app: &App) -> Vec<String> {
    let sql = "SELECT CAST(position AS TEXT) FROM pictures ORDER BY position";
    queries::texts(&app.db, sql).await
}

#[tokio::test]
async fn pictures_that_come_and_move_at_once_have_a_place_each() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let id = edit::create(&editor, &form("Pictured")).await.unwrap();
        let words = PictureForm {
            alt: "A jug".into(),
            ..Default::default()
        };
        let come = (0..AT_ONCE).map(|_| pictures::add(&editor, &id, &words, png()));
        let come: Vec<String> = join_all(come)
            .await
            .into_iter()
            .map(|c| c.unwrap())
            .collect();
        assert_eq!(places(&app).await, ["0", "1", "2", "3", "4", "5"]);

        let moves = come
            .iter()
            .map(|picture| pictures::shift(&editor, &id, picture, -2));
        for moved in join_all(moves).await {
            moved.unwrap();
        }
        pictures::remove(&editor, &id, &come[2]).await.unwrap();
        assert_eq!(places(&app).await, ["0", "1", "2", "3", "4"]);
    })
    .await;
}
