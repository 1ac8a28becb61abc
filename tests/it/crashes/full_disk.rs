//! The disk is full for a while: the shop says so where its health is asked for, and goes on by itself when there is room.

use super::processes::Processes;
use crate::support::goods::{self, BOWL};
use crate::support::{Folder, client, database, each_database, settings};
use atelier::server::state::App;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_on_a_full_disk_says_so_and_goes_on_by_itself_when_there_is_room() {
    each_database(async |folder: Folder, url: String| {
        if !url.starts_with("sqlite") {
            // PostgreSQL's disk is its own server's.
            return;
        }
        let processes = Processes::new(folder, url);
        let settings = settings(&processes.folder, &processes.database_url, &[]);
        let app = App::with_db(settings, database(&processes.database_url).await).unwrap();
        goods::stock(&app).await;
        app.db.close().await;

        let _sandbox = processes.opens_sandbox().await;
        let shop = processes.opens_shop_that_meets_limits().await;
        let http = client();
        let adds = async || {
            let call = http.post(format!("{}/api/v1/cart/items", processes.shop()));
            let call = call.json(&json!({"product_sku": BOWL, "quantity": 1}));
            call.send().await.unwrap().status().as_u16()
        };
        let ready = async || {
            let answer = http
                .get(format!("{}/readyz", processes.shop()))
                .send()
                .await
                .unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        assert_eq!((adds().await, ready().await.0), (201, 200));

        shop.may_write(Some(1));
        assert_eq!(adds().await, 500);
        let (status, says) = ready().await;
        assert_eq!(status, 503, "{says}");
        assert!(says.contains("can't be written to"), "{says}");

        shop.may_write(None);
        assert_eq!(adds().await, 201, "nobody restarted it");
        assert_eq!(ready().await.0, 200);
        shop.dies();
        processes.is_well();
    })
    .await;
}
