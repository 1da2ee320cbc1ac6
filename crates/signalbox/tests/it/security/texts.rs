//! Texts that would be programs, were they put into one.

use serde_json::json;

both_databases!(a_text_is_the_same_in_json_whatever_stands_in_it, |app| {
    let client = app.administrator();
    let odd = [
        "\"}],\"admin\":true,\"x\":[{\"y\":\"",
        "</script><script>alert(1)</script>",
        "\\\" \\u0022 \\",
        "a\u{2028}b\u{2029}c",
        "');alert(1);//",
        "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
        "x' or '1'='1'; drop table release; --",
    ];
    for (number, text) in odd.iter().enumerate() {
        let key = format!("R-{number}");
        let made = app.release(&key, json!({"description": text}));
        let answer = client.get(&format!("/releases/{key}"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let read = answer.ok();
        assert_eq!(read["description"], *text);
        // It put nothing beside itself.
        assert_eq!(
            read.as_object().unwrap().keys().collect::<Vec<_>>(),
            made.as_object().unwrap().keys().collect::<Vec<_>>()
        );
        // Pages are the same for everybody, and hold nothing that somebody wrote.
        let page = client.get(&format!("//releases/{key}")).ok_text();
        assert_eq!(page, client.get("//releases/none").ok_text());
    }
    assert_eq!(client.all("/releases").len(), odd.len());
});
