//! Compression of responses.

use crate::support::shop::{Shop, each_shop};

/// How the answer to a GET is encoded, what it varies by, and how long it is on the wire.
async fn encoding(shop: &Shop, path: &str, accepts: &str) -> (String, String, usize) {
    let request = shop.http.get(format!("{}{path}", shop.base));
    let answer = request.header("accept-encoding", accepts).send().await;
    let answer = answer.unwrap();
    let text = |name: &str| {
        let value = answer.headers().get(name);
        value
            .map_or("", |v| v.to_str().unwrap())
            .to_ascii_lowercase()
    };
    let (encoding, vary) = (text("content-encoding"), text("vary"));
    (encoding, vary, answer.bytes().await.unwrap().len())
}

#[tokio::test]
async fn text_is_compressed_for_who_takes_it() {
    each_shop(async |shop| {
        for path in ["/", "/shop", "/nowhere", "/sitemap.xml"] {
            let (plain, _, whole) = encoding(&shop, path, "identity").await;
            assert_eq!(plain, "", "{path}");
            for word in ["br", "gzip"] {
                let (encoded, vary, bytes) = encoding(&shop, path, word).await;
                assert_eq!(encoded, word, "{path}");
                assert!(vary.contains("accept-encoding"), "{path}: {vary}");
                assert!(bytes < whole, "{path}: {bytes} of {whole}");
            }
            let both = encoding(&shop, path, "gzip, deflate, br").await.0;
            assert_eq!(both, "br", "{path}: the smaller one is preferred");
        }
    })
    .await;
}
