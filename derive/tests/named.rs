//! What an enum of names can do.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
enum Way {
    Card,
    #[named("payment_link")]
    Link,
    CashOnCollection,
}

#[test]
fn every_value_has_one_name_that_is_read_back() {
    assert_eq!(Way::ALL, [Way::Card, Way::Link, Way::CashOnCollection]);
    assert_eq!(
        Way::ALL.map(Way::as_str),
        ["card", "payment_link", "cash_on_collection"]
    );
    for way in Way::ALL {
        assert_eq!(Way::parse(way.as_str()), Some(way));
        let json = serde_json::to_string(&way).unwrap();
        assert_eq!(json, format!("\"{}\"", way.as_str()));
        assert_eq!(serde_json::from_str::<Way>(&json).unwrap(), way);
    }
}

#[test]
fn what_is_no_name_is_told_which_names_there_are() {
    assert_eq!(Way::parse("link"), None);
    assert_eq!(
        "Card".parse::<Way>(),
        Err("“Card” is none of card, payment_link, cash_on_collection".to_string())
    );
    let error = serde_json::from_str::<Way>("\"Card\"").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown variant `Card`, expected one of `card`, `payment_link`, `cash_on_collection`"
    );
    assert!(serde_json::from_str::<Way>("1").is_err());
}
