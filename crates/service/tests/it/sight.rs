//! What a list shows does not depend on how it is read.

use crate::stage::on_both_databases;
use jiff::civil::date;
use signalbox_domain::authz::{Reach, Role};
use signalbox_service::{Page, calendar, releases};
use signalbox_store::releases::Order;

#[test]
fn a_list_shows_the_same_whether_much_or_little_of_the_organisation_is_visible() {
    on_both_databases(|stage| async move {
        stage.release("SHOP-1", "shops").await;
        stage.release("BANK-1", "bank").await;
        for (top, expected) in [(stage.retail, vec!["PAY-1", "SHOP-1"]), (stage.bank, vec!["BANK-1"])] {
            for reach in [Reach::Narrow, Reach::Wide] {
                let ctx = stage.reaching(top, Role::ReleaseManager, reach);
                let wanted = releases::Wanted::default();
                let listed =
                    releases::list(&stage.app, &ctx, wanted.clone(), Order::Key, false, Page::default()).await.unwrap();
                let keys: Vec<String> = listed.items.iter().map(|shown| shown.view.release.key.to_string()).collect();
                assert_eq!(keys, expected, "{reach:?}");
                let shown = calendar::load(&stage.app, &ctx, date(2026, 1, 1), date(2027, 1, 1), wanted).await.unwrap();
                let mut keys: Vec<String> = shown.calendar.rows.iter().map(|row| row.key.to_string()).collect();
                keys.sort();
                assert_eq!(keys, expected, "{reach:?}");
                let phases: usize = shown.calendar.rows.iter().map(|row| row.plan.phases.len()).sum();
                assert_eq!(phases, expected.len());
            }
        }
        let ctx = stage.reaching(stage.root, Role::ReleaseManager, Reach::Whole);
        let listed = releases::list(&stage.app, &ctx, releases::Wanted::default(), Order::Key, false, Page::default())
            .await
            .unwrap();
        assert_eq!(listed.items.len(), 3);
    });
}
